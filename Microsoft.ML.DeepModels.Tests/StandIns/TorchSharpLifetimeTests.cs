using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

/// <summary>Who disposes what, and what the counters say.</summary>
[TestClass]
[DoNotParallelize]
public sealed class TorchSharpLifetimeTests
{
    [TestMethod]
    public void Scope_AtItsEnd_DisposesAllButWhatWasMovedOut()
    {
        long before = Settled();
        Tensor kept, detached, inner;
        using (NewDisposeScope())
        {
            using (var scope = NewDisposeScope())
            {
                inner = torch.ones(2);
                kept = (inner + 1).MoveToOuterDisposeScope();
                detached = (inner + 2).DetachFromDisposeScope();
                Assert.AreEqual(1, scope.DisposablesCount);
            }
            Assert.IsTrue(inner.IsInvalid);
            Assert.IsFalse(kept.IsInvalid);
        }
        Assert.IsTrue(kept.IsInvalid);
        using (var first = detached[0]) Assert.AreEqual(3f, first.item<float>());
        detached.Dispose();
        Assert.AreEqual(before, Settled());
    }

    [TestMethod]
    public void Statistics_OfThisThread_CountInAndOutOfScopes()
    {
        var statistics = DisposeScopeManager.Statistics;
        statistics.Reset();
        var outside = torch.zeros(1);
        using (NewDisposeScope())
        {
            torch.zeros(1);
            torch.zeros(1).DetachFromDisposeScope().Dispose();
            torch.zeros(1).Dispose();
        }
        outside.Dispose();
        Assert.AreEqual(1, statistics.CreatedOutsideScopeCount);
        Assert.AreEqual(2, statistics.DisposedOutsideScopeCount);
        Assert.AreEqual(3, statistics.CreatedInScopeCount);
        Assert.AreEqual(2, statistics.DisposedInScopeCount);
        Assert.AreEqual(1, statistics.DetachedFromScopeCount);
        Assert.AreEqual(0, statistics.ThreadTotalLiveCount);
    }

    [TestMethod]
    public void TotalCount_WithAnUndisposedTensor_FallsWhenItIsCollected()
    {
        long before = Settled();
        Forget();
        Assert.AreEqual(before, Settled());
    }

    [TestMethod]
    public void DisposedTensor_Used_Throws()
    {
        var tensor = torch.ones(1);
        tensor.Dispose();
        tensor.Dispose();
        Assert.ThrowsExactly<InvalidOperationException>(() => tensor.add(1));
        Assert.ThrowsExactly<InvalidOperationException>(() => tensor.shape.Length);
    }

    [TestMethod]
    public void Parameter_MadeInAScope_TakesTheTensorsPlace()
    {
        using var scope = NewDisposeScope();
        var data = torch.ones(2);
        var parameter = new Parameter(data);
        Assert.IsTrue(data.IsInvalid);
        Assert.IsTrue(parameter.requires_grad);
        Assert.IsTrue(scope.Contains(parameter));
        Assert.IsFalse(scope.Contains(data));
    }

    [TestMethod]
    public void Module_Disposed_DisposesItsParametersAndBuffers()
    {
        using var input = torch.ones(1, 2);
        var module = new Affine();
        using (var output = module.call(input)) Assert.AreEqual(2f, output.item<float>());
        var tensors = module.parameters().Concat(module.buffers()).ToList();
        Assert.HasCount(3, tensors);
        CollectionAssert.AreEqual(new[] { "_weight", "bias" }, module.named_parameters().Select(p => p.name).ToArray());
        CollectionAssert.AreEqual(new[] { "_weight", "bias", "_offset" }, module.state_dict().Keys.ToArray());
        module.eval();
        Assert.IsFalse(module.training);
        module.Dispose();
        module.Dispose();
        Assert.IsTrue(tensors.TrueForAll(tensor => tensor.IsInvalid));
    }

    private static void Forget() => torch.ones(3);

    private static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }

    private sealed class Affine : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter _weight = new(torch.ones(1, 2));
        [TorchSharp.Utils.ComponentName(Name = "bias")]
        private readonly Parameter _bias = new(torch.zeros(1));
        private readonly Tensor _offset = torch.zeros(1);

        public Affine()
            : base(nameof(Affine)) => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            using var product = nn.functional.linear(input, _weight, _bias);
            return product + _offset;
        }
    }
}
