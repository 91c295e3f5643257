using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.Tensors;

[TestClass]
public sealed class NativeMemoryTests
{
    [TestMethod]
    public void KeepAndRelease_ManyTimes_TensorsKeepTheirValues()
    {
        bool kept = NativeMemory.Keep();
        using var scope = NewDisposeScope();
        var lasting = ones(1000, 1000);
        for (int i = 0; i < 5; i++)
        {
            zeros(3000, 1000).Dispose();
            NativeMemory.Release();
            Assert.AreEqual(kept, NativeMemory.Keep());
        }
        Assert.AreEqual(1e6f, lasting.sum().item<float>());
    }
}
