using System.Runtime.Intrinsics;

namespace Microsoft.ML.DeepModels.Layers.Recurrence;

/// <summary>
/// The steps of a recurrent layer over raw memory, and back: made for one kind of cell and one width of lanes. Has no state, so
/// many threads may use it.
/// </summary>
internal abstract unsafe class FusedKernel
{
    /// <summary>The blocks of a row of gates; see <see cref="ICell.Blocks"/>.</summary>
    public abstract IReadOnlyList<(int Input, int Hidden)> Blocks { get; }

    /// <summary>See <see cref="ICell.Kept"/>.</summary>
    public abstract int Kept { get; }

    public static FusedKernel For(CellKind kind) => (kind, Vector512.IsHardwareAccelerated) switch
    {
        (CellKind.Lstm, true) => FusedKernel<WideLanes, LstmCell>.Instance,
        (CellKind.Lstm, false) => FusedKernel<Lanes, LstmCell>.Instance,
        (CellKind.Gru, true) => FusedKernel<WideLanes, GruCell>.Instance,
        (CellKind.Gru, false) => FusedKernel<Lanes, GruCell>.Instance,
        (CellKind.Tanh, true) => FusedKernel<WideLanes, TanhCell>.Instance,
        (CellKind.Tanh, false) => FusedKernel<Lanes, TanhCell>.Instance,
        (_, true) => FusedKernel<WideLanes, ReluCell>.Instance,
        (_, false) => FusedKernel<Lanes, ReluCell>.Instance,
    };

    /// <summary>Lays the weights out for the products of the steps: (inner) rows of all gates.</summary>
    public abstract void PackForward(RecurrencePlan plan, float* matrix, float* packed);

    /// <summary>Lays the weights out for the products of the steps back: (gates) rows of the gradient's columns.</summary>
    public abstract void PackBackward(RecurrencePlan plan, float* matrix, float* packed);

    /// <summary>Computes the rows of one thread.</summary>
    /// <param name="plan">the sizes</param>
    /// <param name="thread">which rows</param>
    /// <param name="weights">packed for the forward products</param>
    /// <param name="input">(batch, steps, features)</param>
    /// <param name="output">(batch, steps, units), or (batch, units) without sequences</param>
    /// <param name="memory">what is kept for the way back</param>
    public abstract void Forward(RecurrencePlan plan, int thread, float* weights, float* input, float* output, in FusedMemory memory);

    /// <summary>Computes the gradients of the rows of one thread.</summary>
    /// <param name="plan">the sizes</param>
    /// <param name="thread">which rows</param>
    /// <param name="weights">packed for the backward products</param>
    /// <param name="memory">what the forward pass kept</param>
    /// <param name="output">the gradient of the output</param>
    /// <param name="input">(batch, steps, features) where the input's gradient goes, if it is wanted</param>
    /// <param name="scratch">what the pass needs</param>
    public abstract void Backward(
        RecurrencePlan plan, int thread, float* weights, in FusedMemory memory, float* output, float* input, in FusedScratch scratch);
}
