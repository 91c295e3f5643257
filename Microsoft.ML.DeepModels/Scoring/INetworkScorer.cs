using Microsoft.ML.DeepModels.Tensors;
using Device = TorchSharp.torch.Device;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>A trained network as scoring sees it. Safe to call from many threads at once; touches no random state.</summary>
internal interface INetworkScorer
{
    /// <summary>The number of values that the network gives for one row.</summary>
    int OutputWidth { get; }

    /// <summary>Where the network is.</summary>
    Device Device { get; }

    /// <summary>One forward pass.</summary>
    /// <param name="batch">features on <see cref="Device"/>, and their lengths; the caller keeps it</param>
    /// <param name="wanted">which of the added columns will be read; the outputs of the others may be left as they are</param>
    /// <param name="outputs">batch times <see cref="OutputWidth"/> values, row by row; filled by the call</param>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    void Score(Batch batch, ReadOnlySpan<bool> wanted, Span<float> outputs);
}
