using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

/// <summary>Where the official library ends the process: what goes wrong in the managed backward half comes out of backward().</summary>
[TestClass]
public sealed class TorchSharpFunctionErrorTests
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [TestCleanup]
    public void Clean() => _scope.Dispose();

    [TestMethod]
    public void Backward_ThatThrows_IsTheCauseOfTheException()
    {
        var x = torch.ones(2, requires_grad: true);
        var error = Assert.ThrowsExactly<ExternalException>(() => Backwards.apply(x, (Func<Tensor, List<Tensor>>)Broken).sum().backward());
        Assert.AreEqual("no gradient today", error.Message);
        Assert.IsInstanceOfType<InvalidDataException>(error.InnerException);
        StringAssert.Contains(error.InnerException.StackTrace, nameof(Broken));
    }

    [TestMethod]
    public void Backward_AfterOneThatThrew_WorksAgain()
    {
        var x = torch.ones(2, requires_grad: true);
        Assert.ThrowsExactly<ExternalException>(() => Backwards.apply(x, (Func<Tensor, List<Tensor>>)Broken).sum().backward());
        Backwards.apply(x, (Func<Tensor, List<Tensor>>)(grad => [grad * 2, null!])).sum().backward();
        CollectionAssert.AreEqual(new float[] { 2, 2 }, x.grad!.data<float>().ToArray());
        // The old cause belongs to no later error.
        Assert.IsNull(Assert.ThrowsExactly<ExternalException>(() => torch.ones(2).mm(torch.ones(2))).InnerException);
    }

    [TestMethod]
    public void SavedTensor_ChangedInPlace_IsReported()
    {
        var x = torch.ones(2, requires_grad: true);
        var y = x * 1;
        var z = Saving.apply(y);
        y.mul_(2);
        var error = Assert.ThrowsExactly<ExternalException>(() => z.sum().backward());
        StringAssert.Contains(error.Message, "modified by an inplace operation");
    }

    [TestMethod]
    public void WrongNumberOfGradients_Returned_IsReported()
    {
        var x = torch.ones(2, requires_grad: true);
        var error = Assert.ThrowsExactly<ExternalException>(
            () => Backwards.apply(x, (Func<Tensor, List<Tensor>>)(grad => [grad])).sum().backward());
        Assert.AreEqual("Function Backwards returned an incorrect number of gradients (expected 2), got 1", error.Message);
    }

    [TestMethod]
    public void SurplusGradientsThatAreNothing_Returned_AreIgnored()
    {
        var x = torch.ones(2, requires_grad: true);
        Backwards.apply(x, (Func<Tensor, List<Tensor>>)(grad => [grad * 3, null!, null!, null!])).sum().backward();
        CollectionAssert.AreEqual(new float[] { 3, 3 }, x.grad!.data<float>().ToArray());
    }

    [TestMethod]
    public void GradientOfWhatIsNoTensor_Returned_IsReported()
    {
        var x = torch.ones(2, requires_grad: true);
        var error = Assert.ThrowsExactly<ExternalException>(
            () => Backwards.apply(x, (Func<Tensor, List<Tensor>>)(grad => [grad * 2, grad * 2])).sum().backward());
        StringAssert.Contains(error.Message, "at position 2, but the corresponding forward input was not a Tensor");
    }

    [TestMethod]
    public void ForwardThatThrows_Applied_ThrowsItsException()
    {
        var x = torch.ones(2, requires_grad: true);
        Assert.ThrowsExactly<InvalidCastException>(() => Backwards.apply(x, 1).sum());
        Assert.IsTrue(is_grad_enabled());
    }

    [TestMethod]
    public void LongChainOfSavedTensors_Dropped_DoesNotOverflowTheStack()
    {
        using var x = torch.ones(1, requires_grad: true);
        using (NewDisposeScope())
        {
            var y = Saving.apply(x);
            for (int i = 0; i < 20_000; i++)
            {
                using var last = y;
                y = Saving.apply(last);
            }
        }
        Assert.IsNull(x.grad);
    }

    private static List<Tensor> Broken(Tensor grad) => throw new InvalidDataException("no gradient today");

    /// <summary>Its second argument is its backward half.</summary>
    private sealed class Backwards : autograd.SingleTensorFunction<Backwards>
    {
        public override string Name => nameof(Backwards);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_data("backward", (Func<Tensor, List<Tensor>>)vars[1]);
            return (Tensor)vars[0] * 2;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
            ((Func<Tensor, List<Tensor>>)ctx.get_data("backward")!)(grad_output);
    }

    private sealed class Saving : autograd.SingleTensorFunction<Saving>
    {
        public override string Name => nameof(Saving);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_for_backward([(Tensor)vars[0]]);
            return (Tensor)vars[0] * 2;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output * ctx.get_saved_variables()[0]];
    }
}
