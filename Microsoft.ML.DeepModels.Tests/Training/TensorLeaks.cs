using TorchSharp;

namespace Microsoft.ML.DeepModels.Tests.Training;

/// <summary>Fails the test when tensors made within its scope are still alive at its end.</summary>
internal sealed class TensorLeaks : IDisposable
{
    private readonly long _before = Settled();

    public void Dispose() => Assert.AreEqual(_before, torch.Tensor.TotalCount, "Tensors were made and not disposed.");

    // Only before: at the end, the collector would hide what was left to it.
    private static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return torch.Tensor.TotalCount;
    }
}
