using System.Runtime.CompilerServices;
using static Microsoft.ML.DeepModels.Layers.Recurrence.LaneOperations;

namespace Microsoft.ML.DeepModels.Layers.Recurrence;

/// <summary>
/// The arithmetic of <see cref="CellKind.Gru"/>. Blocks: reset, update, and the candidate in two, from the input and from the state, for
/// the reset gate comes between them.
/// </summary>
internal readonly unsafe struct GruCell : ICell
{
    private static readonly (int, int)[] BlockList = [(0, 0), (1, 1), (2, -1), (-1, 2)];

    public IReadOnlyList<(int Input, int Hidden)> Blocks => BlockList;

    public int Kept => 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Forward<T>(in CellRow row)
        where T : struct, ILanes<T>
    {
        int block = row.Block;
        for (int u = 0; u < row.Units; u += Count<T>())
        {
            float* gates = row.Gates + u;
            T reset = Curves.Sigmoid(Load<T>(gates)), update = Curves.Sigmoid(Load<T>(gates + block));
            T candidate = Curves.Tanh(MultiplyAdd(reset, Load<T>(gates + 3 * block), Load<T>(gates + 2 * block)));
            Store(reset, gates);
            Store(update, gates + block);
            Store(candidate, gates + 2 * block);
            Store(MultiplyAdd(update, Load<T>(row.Hidden + u) - candidate, candidate), row.Next + u);
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
            T reset = Load<T>(gates), update = Load<T>(gates + block), candidate = Load<T>(gates + 2 * block), recurrent = Load<T>(gates + 3 * block);
            T hidden = Load<T>(row.HiddenGradient + u);
            T sum = hidden * (one - update) * (one - candidate * candidate);
            Store(sum * recurrent * reset * (one - reset), to);
            Store(hidden * (Load<T>(row.Hidden + u) - candidate) * update * (one - update), to + block);
            Store(sum, to + 2 * block);
            Store(sum * reset, to + 3 * block);
            Store(hidden * update, row.HiddenGradient + u);
        }
    }
}
