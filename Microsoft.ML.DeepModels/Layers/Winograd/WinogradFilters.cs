using Microsoft.ML.DeepModels.Layers.Recurrence;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers.Winograd;

/// <summary>
/// The filters of a convolution as <see cref="WinogradConvolution"/> multiplies with them, four times the memory of the weights. I own it. Made
/// once, from weights that do not change any more.
/// </summary>
internal sealed class WinogradFilters : IDisposable
{
    private readonly Tensor _values;

    /// <param name="kernel">for whose lanes</param>
    /// <param name="weight">(filters, channels, 3, 3)</param>
    public unsafe WinogradFilters(WinogradKernel kernel, Tensor weight)
    {
        Kernel = kernel;
        int filters = (int)weight.shape[0], channels = (int)weight.shape[1];
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var rows = weight.detach().permute(0, 2, 3, 1).contiguous(); // (filters, 3, 3, channels)
        _values = empty((long)WinogradPlan.Places * filters * channels, ScalarType.Float32, CPU);
        float* from = Memory.Floats(rows), to = Memory.Floats(_values);
        // With fresh memory for the result, most of the time is the system's, which a second thread shares.
        Parallel.For(0, filters / kernel.Panel, new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() },
            panel => kernel.Transform(panel, filters, channels, from, to));
        _values.DetachFromDisposeScope();
    }

    /// <summary>For whose lanes.</summary>
    public WinogradKernel Kernel { get; }

    /// <summary>(36 places, panels, channels, filters of a panel). To be kept alive.</summary>
    public unsafe float* Values => Memory.Floats(_values);

    public void Dispose() => _values.Dispose();
}
