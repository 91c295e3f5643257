using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using TorchSharp;
using static TorchSharp.torch;
using Device = TorchSharp.torch.Device;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;

/// <summary>
/// Notices when a discriminator has won for good: it is sure of every row for hundreds of steps, so that what the generator could learn from it is gone. Counts on
/// the device, and reads the count now and then. Owns its tensor.
/// </summary>
/// <param name="device">where the probabilities are</param>
internal sealed class DiscriminatorWatch(Device device) : IDisposable
{
    /// <summary>Steps in a row after which it has won.</summary>
    public const int Patience = 500;

    private const double Sure = 0.9999;
    private const int ReadEvery = 50;

    private readonly Tensor _count = zeros(1, ScalarType.Float32, device).DetachFromDisposeScope();
    private long _steps;

    /// <summary>Looks at a step. Gradients are off and a dispose scope is open.</summary>
    /// <param name="real">() the mean probability of real rows</param>
    /// <param name="fake">() the mean probability of generated rows</param>
    /// <exception cref="TrainingDivergedException">The discriminator has won.</exception>
    public void Add(Tensor real, Tensor fake)
    {
        var won = real.minimum(fake.OneMinus()).Above(Sure); // NaN is not
        _count.Plus_(1).mul_(won);
        if (++_steps % ReadEvery != 0 || _count.cpu().item<float>() < Patience) return;
        throw new TrainingDivergedException(FormattableString.Invariant(
            $"The discriminator has won: for {Patience} steps in a row it was sure of real rows (D(x) above {Sure}) and of generated ones (D(G(z)) below {1 - Sure:0.####}), so the generator learns ") +
            "nothing from it any more. Lower DiscriminatorLearningRate, set LabelSmoothing, R1Penalty or SpectralNormalization, give the discriminator fewer units, or use the loss " +
            "GenerativeAdversarialNetworkLoss.Wasserstein().");
    }

    public void Dispose() => _count.Dispose();
}
