using TorchSharp;

namespace Microsoft.ML.DeepModels.Tests.Training;

/// <summary>Fails the test when tensors made within its scope are still alive at its end.</summary>
internal sealed class TensorLeaks : IDisposable
{
    private readonly long _before = Count();

    public void Dispose() => Assert.AreEqual(_before, Count(), "Tensors were made and not disposed.");

    private static long Count()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return torch.Tensor.TotalCount;
    }
}
