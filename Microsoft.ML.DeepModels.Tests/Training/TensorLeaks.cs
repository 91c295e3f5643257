using TorchSharp;
using TorchSharp.Modules;

namespace Microsoft.ML.DeepModels.Tests.Training;

/// <summary>Fails the test when tensors made within its scope are still alive at its end.</summary>
/// <param name="parameters">
/// how many module parameters are made within the scope: TorchSharp counts each of them twice and takes back one, for its
/// constructor empties the tensor it is given and that one is never counted off
/// </param>
internal sealed class TensorLeaks(int parameters = 0) : IDisposable
{
    private readonly long _expected = parameters * DriftOfOneParameter() + Count();

    public void Dispose() => Assert.AreEqual(_expected, Count(), "Tensors were made and not disposed.");

    private static long DriftOfOneParameter()
    {
        long before = Count();
        new Parameter(torch.zeros(1)).Dispose();
        return Count() - before;
    }

    private static long Count()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return torch.Tensor.TotalCount;
    }
}
