using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

/// <summary>Gradients beyond single operations.</summary>
[TestClass]
public sealed class TorchSharpAutogradTests
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [TestCleanup]
    public void Clean() => _scope.Dispose();

    [TestMethod]
    public void ParametersInOneBuffer_Backward_AccumulateIntoTheGradientBufferInPlace()
    {
        var values = torch.arange(6, ScalarType.Float32);
        var gradients = torch.zeros(6);
        var weight = new Parameter(values.narrow(0, 0, 4).view(2, 2));
        var bias = new Parameter(values.narrow(0, 4, 2));
        weight.grad = gradients.narrow(0, 0, 4).view(2, 2);
        bias.grad = gradients.narrow(0, 4, 2);

        var input = torch.tensor(new float[] { 1, 2, 3, 4 }, [2, 2]);
        for (int i = 0; i < 2; i++) F.linear(input, weight, bias).sum().backward();
        CollectionAssert.AreEqual(new float[] { 8, 12, 8, 12, 4, 4 }, gradients.data<float>().ToArray());

        using (no_grad()) values.sub_(gradients);
        CollectionAssert.AreEqual(new float[] { -8, -11, -6, -9 }, weight.detach().data<float>().ToArray());
        gradients.fill_(0);
        Assert.AreEqual(0f, weight.grad!.abs().sum().item<float>());
    }

    [TestMethod]
    public void Grad_OfOutputs_LeavesTheLeavesAlone()
    {
        var x = torch.tensor(new float[] { 1, 2 }, requires_grad: true);
        var grads = autograd.grad([x.pow(2).sum()], [x]);
        CollectionAssert.AreEqual(new float[] { 2, 4 }, grads[0].data<float>().ToArray());
        Assert.IsNull(x.grad);
    }

    [TestMethod]
    public void Grad_OfAGradient_IsTheSecondDerivative()
    {
        var x = torch.tensor(new float[] { 1, 2 }, requires_grad: true);
        var slope = autograd.grad([x.pow(3).sum()], [x], null, true, true, false)[0]; // 3 x^2
        CollectionAssert.AreEqual(new float[] { 3, 12 }, slope.detach().data<float>().ToArray());
        var curve = autograd.grad([slope.square().sum()], [x], null, true, true, false)[0]; // 36 x^3
        CollectionAssert.AreEqual(new float[] { 36, 288 }, curve.detach().data<float>().ToArray());
        curve.sum().backward();
        CollectionAssert.AreEqual(new float[] { 108, 432 }, x.grad!.data<float>().ToArray());
        Assert.IsFalse(autograd.grad([x.pow(3).sum()], [x])[0].requires_grad);
    }

    [TestMethod]
    public void GradModes_Nested_ComeBack()
    {
        Assert.IsTrue(is_grad_enabled());
        using (no_grad())
        {
            Assert.IsFalse(is_grad_enabled());
            using (enable_grad()) Assert.IsTrue(is_grad_enabled());
            Assert.IsFalse(is_grad_enabled());
        }
        using (inference_mode()) Assert.IsTrue(is_inference_mode_enabled());
        Assert.IsFalse(is_inference_mode_enabled());
        Assert.IsTrue(is_grad_enabled());
    }

    [TestMethod]
    public void LeafChangedInPlace_Throws()
    {
        var x = torch.ones(2, requires_grad: true);
        var error = Assert.ThrowsExactly<ExternalException>(() => x.add_(1));
        StringAssert.Contains(error.Message, "a leaf Variable that requires grad is being used in an in-place operation");
    }
}
