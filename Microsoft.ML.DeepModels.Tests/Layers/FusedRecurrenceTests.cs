using Microsoft.ML.DeepModels.Layers.Recurrence;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Tests.Common;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.Layers;

[TestClass]
public sealed class FusedRecurrenceTests : LayerTestBase
{
    private static readonly CellKind[] Kinds = Enum.GetValues<CellKind>();

    [TestMethod]
    public void Run_RandomShapesLengthsAndDirections_SameResultsAndGradientsAsStepByStep()
    {
        var random = new Random(1);
        for (int trial = 0; trial < 48; trial++)
        {
            var kind = Kinds[trial % Kinds.Length];
            int batch = random.Next(1, 40), steps = random.Next(1, 20), features = random.Next(1, 30), units = random.Next(1, 70);
            bool reverse = random.Next(2) == 0, sequences = random.Next(2) == 0, narrow = random.Next(2) == 0;
            int[]? lengths = random.Next(3) == 0 ? null : [.. Enumerable.Range(0, batch).Select(_ => random.Next(1, steps + 1))];
            int threads = random.Next(1, 4);
            string what = $"{kind}, {batch} rows of {steps} steps of {features}, {units} units, reverse {reverse}, sequences {sequences}, " +
                $"lengths {lengths is not null}, {threads} threads, narrow {narrow}";

            using var scope = NewDisposeScope();
            using var ends = lengths is null ? null : new SequenceLengths(lengths, steps, CPU);
            var kernel = narrow ? Narrow(kind) : FusedKernel.For(kind);
            float[][] expected = Gradients(kind, batch, steps, features, units, trial, ends,
                (x, weights) => StepwiseRecurrence.Run(kind, x, weights, ends, reverse, sequences));
            float[][] actual = Gradients(kind, batch, steps, features, units, trial, ends,
                (x, weights) => FusedRecurrence.Run(kernel, x, weights, ends, reverse, sequences, threads));
            AssertClose(expected[0], actual[0], 1e-5, $"{what}: output");
            for (int i = 1; i < expected.Length; i++) AssertClose(expected[i], actual[i], 1e-4, $"{what}: gradient {i}");

            using var noGrad = no_grad();
            var (input, parameters) = Case(kind, batch, steps, features, units, trial);
            using var scored = FusedRecurrence.Run(kernel, input, parameters, ends, reverse, sequences, threads);
            AssertClose(actual[0], Values(sequences && ends is not null ? ends.Filled(scored, 0) : scored), 1e-6, $"{what}: scoring");
        }
    }

    [TestMethod]
    public void Run_InputWithGapsOrWithoutGradient_SameGradients()
    {
        using var scope = NewDisposeScope();
        var (x, weights) = Case(CellKind.Gru, 5, 7, 6, 9, 3);
        Tensor[] parameters = [weights.Input, weights.Hidden, weights.InputBias, weights.HiddenBias];
        var turned = x.detach().permute(2, 0, 1).contiguous().permute(1, 2, 0);
        Assert.IsFalse(turned.is_contiguous());
        FusedRecurrence.Run(CellKind.Gru, x, weights, null, false, true).square().sum().backward();
        float[][] expected = [.. parameters.Select(p => Values(p.grad!))];
        foreach (var parameter in parameters) parameter.grad = null;
        FusedRecurrence.Run(CellKind.Gru, turned, weights, null, false, true).square().sum().backward();
        for (int i = 0; i < expected.Length; i++) AssertClose(expected[i], Values(parameters[i].grad!), 1e-6, $"gradient {i}");
        Assert.IsNull(turned.grad);
    }

    [TestMethod]
    public void Run_GradientTakenTwice_IsTheSame()
    {
        using var scope = NewDisposeScope();
        var (x, weights) = Case(CellKind.Lstm, 5, 7, 6, 9, 3);
        var sum = FusedRecurrence.Run(CellKind.Lstm, x, weights, null, true, true).square().sum();
        var first = autograd.grad([sum], [x, weights.Hidden], null, true, false, false);
        // The optimizer may change the weights in between.
        using (no_grad()) weights.Hidden.add_(1);
        var second = autograd.grad([sum], [x, weights.Hidden], null, false, false, false);
        for (int i = 0; i < 2; i++) CollectionAssert.AreEqual(Values(first[i]), Values(second[i]));
    }

    [TestMethod]
    public void Run_NotANumber_StaysInItsRowAndReachesNothingFromPadding()
    {
        foreach (var kind in Kinds)
        {
            using var scope = NewDisposeScope();
            var (x, weights) = Case(kind, 3, 4, 5, 6, 1);
            using var lengths = new SequenceLengths([4, 2, 4], 4, CPU);
            using (no_grad())
            {
                x[0, 1, 2].fill_(double.NaN);
                x[1, 3].fill_(double.NaN); // padding
            }
            var y = FusedRecurrence.Run(kind, x, weights, lengths, false, false);
            var rows = Values(y).Chunk(6).ToArray();
            Assert.IsTrue(rows[0].All(float.IsNaN), $"{kind}");
            Assert.IsTrue(rows[1].All(float.IsFinite) && rows[2].All(float.IsFinite), $"{kind}");
            y[1].sum().backward();
            Assert.IsTrue(Values(x.grad!)[20..].All(float.IsFinite), $"{kind}");
        }
    }

    [TestMethod]
    public void Run_TrainingAndScoring_LeavesNoTensor()
    {
        foreach (var kind in Kinds)
        {
            LeakTest.Run(() =>
            {
                using var scope = NewDisposeScope();
                var (x, weights) = Case(kind, 9, 4, 5, 6, 1);
                using var lengths = new SequenceLengths([4, 2, 4, 1, 1, 2, 3, 4, 2], 4, CPU);
                using (var fused = FusedRecurrence.Run(kind, x, weights, lengths, false, true)) fused.sum().backward();
                using (var steps = StepwiseRecurrence.Run(kind, x, weights, lengths, false, true)) steps.sum().backward();
                using var noGrad = no_grad();
                FusedRecurrence.Run(kind, x, weights, lengths, true, false).Dispose();
                StepwiseRecurrence.Run(kind, x, weights, lengths, true, false).Dispose();
            });
        }
    }

    [TestMethod]
    public void CanRun_OtherTypeOrTooLarge_Refuses()
    {
        using var scope = NewDisposeScope();
        var (x, weights) = Case(CellKind.Lstm, 2, 3, 4, 5, 1);
        Assert.IsTrue(FusedRecurrence.CanRun(x, weights));
        Assert.IsFalse(FusedRecurrence.CanRun(x.to_type(ScalarType.Float64), weights));
        Assert.IsFalse(FusedRecurrence.CanRun(x.narrow(0, 0, 1).expand(10_000_000, 3, 4), weights));
    }

    private static FusedKernel Narrow(CellKind kind) => kind switch
    {
        CellKind.Lstm => FusedKernel<Lanes, LstmCell>.Instance,
        CellKind.Gru => FusedKernel<Lanes, GruCell>.Instance,
        CellKind.Tanh => FusedKernel<Lanes, TanhCell>.Instance,
        _ => FusedKernel<Lanes, ReluCell>.Instance,
    };

    // The output, then the gradients of the input and of the parameters.
    private static float[][] Gradients(
        CellKind kind, int batch, int steps, int features, int units, int seed, SequenceLengths? lengths, Func<Tensor, RecurrentWeights, Tensor> run)
    {
        using var scope = NewDisposeScope();
        var (x, weights) = Case(kind, batch, steps, features, units, seed);
        var y = run(x, weights);
        if (y.dim() == 3 && lengths is not null) y = lengths.Filled(y, 0);
        (y * tensor(GoldenNetwork.Numbers(y.NumberOfElements, 999)).reshape(y.shape)).sum().backward();
        return [Values(y), .. new[] { x, weights.Input, weights.Hidden, weights.InputBias, weights.HiddenBias }.Select(t => Values(t.grad!))];
    }

    private static (Tensor Input, RecurrentWeights Weights) Case(CellKind kind, int batch, int steps, int features, int units, int seed)
    {
        long gates = RecurrentWeights.Gates(kind) * units;
        return (Numbers(0, 4, batch, steps, features), new RecurrentWeights(
            Numbers(1, 1, gates, features), Numbers(2, 3 / Math.Sqrt(units), gates, units), Numbers(3, 1, gates), Numbers(4, 1, gates)));

        Tensor Numbers(int k, double factor, params long[] shape) =>
            tensor(GoldenNetwork.Numbers(shape.Aggregate((a, b) => a * b), 5 * seed + k, factor)).reshape(shape).detach().requires_grad_();
    }
}
