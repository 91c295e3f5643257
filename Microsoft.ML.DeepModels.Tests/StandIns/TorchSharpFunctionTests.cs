using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

/// <summary>Differentiable functions whose two halves are managed code.</summary>
[TestClass]
public sealed class TorchSharpFunctionTests
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [TestCleanup]
    public void Clean() => _scope.Dispose();

    [TestMethod]
    public void Backward_OfAFunction_UsesWhatForwardSaved()
    {
        var x = torch.tensor(new float[] { 1, 2, 3 }, requires_grad: true);
        var y = Power.apply(x, 3.0);
        Assert.IsTrue(y.requires_grad);
        Assert.IsFalse(y.is_leaf);
        (y * 2).sum().backward();
        CollectionAssert.AreEqual(new float[] { 6, 24, 54 }, x.grad!.data<float>().ToArray());
    }

    [TestMethod]
    public void Backward_OfALinearLayer_GivesTheGradientsOfTheBuiltInOne()
    {
        using var generator = new Generator(5);
        var (x, w, b) = (Leaf(torch.randn(3, 4, generator: generator)), Leaf(torch.randn(2, 4, generator: generator)), Leaf(torch.randn(2, generator: generator)));
        F.linear(x, w, b).pow(2).sum().backward();
        float[][] expected = [.. new[] { x, w, b }.Select(Taken)];
        Linear.apply(x, w, b).pow(2).sum().backward();
        float[][] actual = [.. new[] { x, w, b }.Select(Taken)];
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < expected[i].Length; j++)
                Assert.AreEqual(expected[i][j], actual[i][j], 1e-5f * Math.Max(1, Math.Abs(expected[i][j])), $"input {i}, element {j}");
    }

    [TestMethod]
    public void Backward_WhereAnArgumentIsNoTensor_TakesNullInItsPlace()
    {
        var (x, w) = (Leaf(torch.ones(1, 2)), Leaf(torch.ones(3, 2)));
        Linear.apply(x, w, null!).sum().backward();
        CollectionAssert.AreEqual(new float[] { 3, 3 }, x.grad!.data<float>().ToArray());
    }

    [TestMethod]
    public void Apply_WithoutGradients_IsPlainArithmetic()
    {
        var x = torch.tensor(new float[] { 2 });
        Assert.IsFalse(Power.apply(x, 2.0).requires_grad);
        x.requires_grad = true;
        using (no_grad()) Assert.IsFalse(Power.apply(x, 2.0).requires_grad);
    }

    [TestMethod]
    public void Forward_OfAFunction_RecordsNothing()
    {
        var x = torch.ones(2, requires_grad: true);
        Spy.apply(x);
        Assert.IsFalse(Spy.Recorded);
        Assert.IsTrue(is_grad_enabled());
    }

    [TestMethod]
    public void Gradient_OfAGradient_GoesThroughTheManagedHalf()
    {
        var x = torch.tensor(new float[] { 2, 3 }, requires_grad: true);
        var first = autograd.grad([Power.apply(x, 3.0).sum()], [x], null, true, true)[0];
        Assert.IsTrue(first.requires_grad);
        var second = autograd.grad([first.sum()], [x])[0];
        CollectionAssert.AreEqual(new float[] { 12, 18 }, second.data<float>().ToArray());
    }

    [TestMethod]
    public void Backward_Twice_AddsUpWhileTheGraphIsKept()
    {
        var x = torch.tensor(new float[] { 2 }, requires_grad: true);
        var y = Power.apply(x, 2.0);
        var seed = torch.ones(1);
        autograd.backward(y, seed, true);
        autograd.backward(y, seed);
        Assert.AreEqual(8f, x.grad!.item<float>());
    }

    [TestMethod]
    public void TwoOutputs_OneOfThemUnused_GetZerosForIt()
    {
        var x = torch.tensor(new float[] { 1, 2 }, requires_grad: true);
        var outputs = SumAndDouble.apply(x, true);
        autograd.backward(outputs[1], torch.ones(2));
        CollectionAssert.AreEqual(new float[] { 2, 2 }, x.grad!.data<float>().ToArray());
        CollectionAssert.AreEqual(Array.Empty<long>(), SumAndDouble.FirstShape);
    }

    [TestMethod]
    public void TwoOutputs_BothUsed_AddTheirGradients()
    {
        var x = torch.tensor(new float[] { 1, 2 }, requires_grad: true);
        var outputs = SumAndDouble.apply(x, true);
        Assert.AreEqual(3f, outputs[0].item<float>());
        (outputs[0] * 10 + outputs[1].sum()).backward();
        CollectionAssert.AreEqual(new float[] { 12, 12 }, x.grad!.data<float>().ToArray());
    }

    [TestMethod]
    public void TwoOutputs_WithoutMaterializedGradients_GetAnEmptyTensorForTheUnusedOne()
    {
        var x = torch.tensor(new float[] { 1, 2 }, requires_grad: true);
        SumAndDouble.apply(x, false)[1].sum().backward();
        CollectionAssert.AreEqual(new float[] { 2, 2 }, x.grad!.data<float>().ToArray());
        Assert.IsNull(SumAndDouble.FirstShape);
    }

    [TestMethod]
    public void OutputMarkedAsConstant_Wrapped_RequiresNoGradient()
    {
        var x = torch.tensor(new float[] { 3, 1, 2 }, requires_grad: true);
        var outputs = SortAndOrder.apply(x);
        Assert.IsTrue(outputs[0].requires_grad);
        Assert.IsFalse(outputs[1].requires_grad);
        Assert.IsFalse(outputs[2].requires_grad);
        autograd.backward(outputs[0], torch.tensor(new float[] { 10, 20, 30 }));
        CollectionAssert.AreEqual(new float[] { 30, 10, 20 }, x.grad!.data<float>().ToArray());
    }

    [TestMethod]
    public void InputChangedInPlace_MarkedAsDirty_GetsTheFunctionsHistory()
    {
        var x = torch.tensor(new float[] { 1, 2 }, requires_grad: true);
        var y = x * 3;
        var z = DoubleInPlace.apply(y, true);
        CollectionAssert.AreEqual(new float[] { 6, 12 }, y.detach().data<float>().ToArray());
        (y + z).sum().backward();
        CollectionAssert.AreEqual(new float[] { 12, 12 }, x.grad!.data<float>().ToArray());
    }

    [TestMethod]
    public void LeafChangedInPlace_MarkedAsDirty_IsRefused()
    {
        var x = torch.ones(2, requires_grad: true);
        var error = Assert.ThrowsExactly<ExternalException>(() => DoubleInPlace.apply(x, true));
        StringAssert.Contains(error.Message, "a leaf Variable that requires grad has been used in an in-place operation");
    }

    [TestMethod]
    public void InputMarkedAsDirty_NotReturned_IsRefused()
    {
        var y = torch.ones(2, requires_grad: true) * 3;
        var error = Assert.ThrowsExactly<ExternalException>(() => DoubleInPlace.apply(y, false));
        StringAssert.Contains(error.Message, "dirty");
    }

    [TestMethod]
    public void InputReturnedAsItIs_Wrapped_LeavesTheInputAlone()
    {
        var x = torch.tensor(new float[] { 1, 2 }, requires_grad: true);
        var y = Identity.apply(x);
        Assert.IsTrue(x.is_leaf);
        Assert.IsFalse(y.is_leaf);
        y.sum().backward();
        CollectionAssert.AreEqual(new float[] { 1, 1 }, x.grad!.data<float>().ToArray());

        using (no_grad()) y = Identity.apply(x);
        Assert.IsFalse(y.requires_grad);
        Assert.IsTrue(x.requires_grad);
    }

    [TestMethod]
    public void ViewOfAnInput_Returned_CannotBeChangedInPlace()
    {
        var x = torch.ones(3, requires_grad: true);
        var part = Part.apply(x);
        Assert.IsTrue(part.requires_grad);
        Assert.ThrowsExactly<ExternalException>(() => part.mul_(2));
        part.sum().backward();
        CollectionAssert.AreEqual(new float[] { 0, 1, 1 }, x.grad!.data<float>().ToArray());
    }

    [TestMethod]
    public void GradientOfTheWrongShape_Returned_IsRefused()
    {
        var x = torch.ones(2, 3, requires_grad: true);
        var error = Assert.ThrowsExactly<ExternalException>(() => WrongShape.apply(x).sum().backward());
        StringAssert.Contains(error.Message, "returned an invalid gradient at index 0");
    }

    [TestMethod]
    public void SavedTensors_Unpacked_AreTheSavedOnesInOrder()
    {
        var x = torch.tensor(new float[] { 0.5f, -1 }, requires_grad: true);
        autograd.backward(Tanh.apply(x), torch.ones(2));
        var t = torch.tanh(x.detach());
        var expected = 1 - t * t;
        Assert.IsTrue(torch.allclose(expected, x.grad!));
        Assert.AreEqual("nothing", Tanh.Missing);
    }

    private static Tensor Leaf(Tensor values) => values.requires_grad_();

    private static float[] Taken(Tensor leaf)
    {
        float[] values = leaf.grad!.data<float>().ToArray();
        leaf.grad!.fill_(0);
        return values;
    }

    private sealed class Power : autograd.SingleTensorFunction<Power>
    {
        public override string Name => nameof(Power);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            ctx.save_for_backward([x]);
            ctx.save_data("exponent", vars[1]);
            return x.pow((double)vars[1]);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var x = ctx.get_saved_variables()[0];
            double exponent = (double)ctx.get_data("exponent")!;
            return [grad_output * exponent * x.pow(exponent - 1), null!];
        }
    }

    private sealed class Linear : autograd.SingleTensorFunction<Linear>
    {
        public override string Name => nameof(Linear);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (x, w, b) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor?)vars[2]);
            ctx.save_for_backward([x, w]);
            ctx.save_data("bias", b is not null);
            return F.linear(x, w, b);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var saved = ctx.get_saved_variables();
            return [grad_output.mm(saved[1]), grad_output.t().mm(saved[0]), (bool)ctx.get_data("bias")! ? grad_output.sum([0]) : null!];
        }
    }

    private sealed class Spy : autograd.SingleTensorFunction<Spy>
    {
        public static bool Recorded { get; private set; }

        public override string Name => nameof(Spy);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var result = (Tensor)vars[0] * 2;
            Recorded = is_grad_enabled() || result.requires_grad;
            return result;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output * 2];
    }

    private sealed class SumAndDouble : autograd.MultiTensorFunction<SumAndDouble>
    {
        /// <summary>The shape of the gradient of the first output; null where it was empty.</summary>
        public static long[]? FirstShape { get; private set; }

        public override string Name => nameof(SumAndDouble);

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.set_materialize_grads((bool)vars[1]);
            Assert.AreEqual(vars[1], ctx.MaterializeGrads);
            return [((Tensor)vars[0]).sum(), (Tensor)vars[0] * 2];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
        {
            var (sum, twice) = (grad_outputs[0], grad_outputs[1]);
            FirstShape = sum.IsInvalid ? null : sum.shape;
            return [sum.IsInvalid ? twice * 2 : twice * 2 + sum, null!];
        }
    }

    private sealed class SortAndOrder : autograd.MultiTensorFunction<SortAndOrder>
    {
        public override string Name => nameof(SortAndOrder);

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (values, order) = ((Tensor)vars[0]).sort();
            var rank = order.to(ScalarType.Float32);
            ctx.save_for_backward([order]);
            ctx.mark_non_differentiable([rank]);
            return [values, order, rank];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs) =>
            [torch.zeros_like(grad_outputs[0]).scatter_(0, ctx.get_saved_variables()[0], grad_outputs[0])];
    }

    private sealed class DoubleInPlace : autograd.SingleTensorFunction<DoubleInPlace>
    {
        public override string Name => nameof(DoubleInPlace);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            x.mul_(2);
            ctx.mark_dirty([x]);
            return (bool)vars[1] ? x : x.clone();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output * 2, null!];
    }

    private sealed class Identity : autograd.SingleTensorFunction<Identity>
    {
        public override string Name => nameof(Identity);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0];

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output.alias()];
    }

    private sealed class Part : autograd.SingleTensorFunction<Part>
    {
        public override string Name => nameof(Part);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => ((Tensor)vars[0]).narrow(0, 1, 2);

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [F.pad(grad_output, (1, 0))];
    }

    private sealed class WrongShape : autograd.SingleTensorFunction<WrongShape>
    {
        public override string Name => nameof(WrongShape);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0] * 2;

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [torch.ones(5)];
    }

    private sealed class Tanh : autograd.SingleTensorFunction<Tanh>
    {
        public static string? Missing { get; private set; }

        public override string Name => nameof(Tanh);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var result = torch.tanh((Tensor)vars[0]);
            ctx.save_for_backward([(Tensor)vars[0], null!, result]);
            return result;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var saved = ctx.get_saved_variables();
            Missing = saved[1] is null && ctx.get_data("unknown") is null ? "nothing" : "something";
            Assert.IsTrue(torch.allclose(saved[0].tanh(), saved[2]));
            return [grad_output * (1 - saved[2] * saved[2])];
        }
    }
}
