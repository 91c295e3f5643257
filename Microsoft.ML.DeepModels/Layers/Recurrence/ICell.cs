namespace Microsoft.ML.DeepModels.Layers.Recurrence;

/// <summary>
/// The arithmetic of a cell for one row at one step, without the products of matrices. Vectors begin where a <see cref="CellRow"/> says
/// and are as long as its lanes need: <see cref="CellRow.Units"/> is a multiple.
/// </summary>
internal interface ICell
{
    /// <summary>The blocks of units in a row of gates, and for each the blocks of the input and hidden weights, -1: none.</summary>
    IReadOnlyList<(int Input, int Hidden)> Blocks { get; }

    /// <summary>The vectors that are kept beside gates and hidden state.</summary>
    int Kept { get; }

    /// <summary>From the sums in <c>Gates</c> to the gates in the same place, <c>Next</c> and <c>NextKept</c>.</summary>
    void Forward<T>(in CellRow row)
        where T : struct, ILanes<T>;

    /// <summary>
    /// From the gradient of <c>Next</c> in <c>HiddenGradient</c> to that of the sums in <c>GateGradients</c>; what goes to <c>Hidden</c>
    /// without passing through the sums stays in <c>HiddenGradient</c>.
    /// </summary>
    void Backward<T>(in CellRow row)
        where T : struct, ILanes<T>;
}
