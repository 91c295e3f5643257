using Device = TorchSharp.torch.Device;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>A trained network as scoring sees it. Safe to call from many threads at once; touches no random state.</summary>
internal interface INetworkScorer
{
    /// <summary>The number of values that the network gives for one row.</summary>
    int OutputWidth { get; }

    /// <summary>Where the network is.</summary>
    Device Device { get; }

    /// <summary>One forward pass.</summary>
    /// <param name="features">(batch, ...) on <see cref="Device"/>; the caller keeps it</param>
    /// <param name="outputs">batch times <see cref="OutputWidth"/> values, row by row; filled by the call</param>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    void Score(Tensor features, Span<float> outputs);
}
