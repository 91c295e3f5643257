using System.Runtime.CompilerServices;
using static Microsoft.ML.DeepModels.Layers.Recurrence.LaneOperations;

namespace Microsoft.ML.DeepModels.Layers.Recurrence;

/// <summary>The arithmetic of <see cref="CellKind.Lstm"/>. Blocks: input, forget, candidate, output. Kept: the cell and its tanh.</summary>
internal readonly unsafe struct LstmCell : ICell
{
    private static readonly (int, int)[] BlockList = [(0, 0), (1, 1), (2, 2), (3, 3)];

    public IReadOnlyList<(int Input, int Hidden)> Blocks => BlockList;

    public int Kept => 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Forward<T>(in CellRow row)
        where T : struct, ILanes<T>
    {
        int block = row.Block;
        for (int u = 0; u < row.Units; u += Count<T>())
        {
            float* gates = row.Gates + u;
            T input = Curves.Sigmoid(Load<T>(gates)), forget = Curves.Sigmoid(Load<T>(gates + block));
            T candidate = Curves.Tanh(Load<T>(gates + 2 * block)), output = Curves.Sigmoid(Load<T>(gates + 3 * block));
            Store(input, gates);
            Store(forget, gates + block);
            Store(candidate, gates + 2 * block);
            Store(output, gates + 3 * block);
            T cell = MultiplyAdd(forget, Load<T>(row.Kept + u), input * candidate), bounded = Curves.Tanh(cell);
            Store(cell, row.NextKept + u);
            Store(bounded, row.NextKept + block + u);
            Store(output * bounded, row.Next + u);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Backward<T>(in CellRow row)
        where T : struct, ILanes<T>
    {
        int block = row.Block;
        T one = All<T>(1);
        for (int u = 0; u < row.Units; u += Count<T>())
        {
            float* gates = row.Gates + u, to = row.GateGradients + u;
            T input = Load<T>(gates), forget = Load<T>(gates + block), candidate = Load<T>(gates + 2 * block), output = Load<T>(gates + 3 * block);
            T bounded = Load<T>(row.NextKept + block + u), hidden = Load<T>(row.HiddenGradient + u);
            T cell = MultiplyAdd(hidden * output, one - bounded * bounded, Load<T>(row.CellGradient + u));
            Store(cell * candidate * input * (one - input), to);
            Store(cell * Load<T>(row.Kept + u) * forget * (one - forget), to + block);
            Store(cell * input * (one - candidate * candidate), to + 2 * block);
            Store(hidden * bounded * output * (one - output), to + 3 * block);
            Store(cell * forget, row.CellGradient + u);
            Store(All<T>(0), row.HiddenGradient + u);
        }
    }
}
