using System.Runtime.CompilerServices;
using static Microsoft.ML.DeepModels.Layers.Recurrence.LaneOperations;

namespace Microsoft.ML.DeepModels.Layers.Recurrence;

/// <summary>The arithmetic of <see cref="CellKind.Tanh"/>.</summary>
internal readonly unsafe struct TanhCell : ICell
{
    private static readonly (int, int)[] BlockList = [(0, 0)];

    public IReadOnlyList<(int Input, int Hidden)> Blocks => BlockList;

    public int Kept => 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Forward<T>(in CellRow row)
        where T : struct, ILanes<T>
    {
        for (int u = 0; u < row.Units; u += Count<T>())
        {
            T next = Curves.Tanh(Load<T>(row.Gates + u));
            Store(next, row.Gates + u);
            Store(next, row.Next + u);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Backward<T>(in CellRow row)
        where T : struct, ILanes<T>
    {
        for (int u = 0; u < row.Units; u += Count<T>())
        {
            T next = Load<T>(row.Gates + u);
            Store(Load<T>(row.HiddenGradient + u) * (All<T>(1) - next * next), row.GateGradients + u);
            Store(All<T>(0), row.HiddenGradient + u);
        }
    }
}
