using System.Runtime.CompilerServices;
using static Microsoft.ML.DeepModels.Layers.Recurrence.LaneOperations;

namespace Microsoft.ML.DeepModels.Layers.Recurrence;

/// <summary>The arithmetic of <see cref="CellKind.Relu"/>.</summary>
internal readonly unsafe struct ReluCell : ICell
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
            T next = Load<T>(row.Gates + u).AtLeast(All<T>(0));
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
            Store(Load<T>(row.Gates + u).WherePositive(Load<T>(row.HiddenGradient + u)), row.GateGradients + u);
            Store(All<T>(0), row.HiddenGradient + u);
        }
    }
}
