using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using static TorchSharp.torch;
using Padding = Microsoft.ML.DeepModels.Layers.Padding;

namespace Microsoft.ML.DeepModels.Tests.Layers;

[TestClass]
public sealed class SequencePaddingTests : LayerTestBase
{
    private const int Longest = 9, Features = 4;

    private static readonly int[] Lengths = [3, 9, 1, 6];

    public static IEnumerable<object[]> Networks => Bodies.Keys.Select(name => new object[] { name });

    private static readonly Dictionary<string, Layer[]> Bodies = new()
    {
        ["average"] = [Layer.Dense(3), Layer.GlobalAveragePool1D()],
        ["maximum"] = [Layer.Dense(3, Activation.Relu), Layer.GlobalMaxPool1D(), Layer.Dense(2)],
        ["last"] = [Layer.Dense(3), Layer.LastStep(), Layer.Activation(Activation.Relu)],
        ["branches"] = [Layer.Concatenate([Layer.GlobalMaxPool1D()], [Layer.Dense(3, Activation.Tanh), Layer.LastStep()])],
        ["branches of steps"] = [Layer.Sum([Layer.Dense(4)], []), Layer.LayerNorm(), Layer.Concatenate([Layer.Features(0, 1)], [])],
        ["convolution"] = [Layer.Conv1D(3, 4), Layer.Conv1D(3, 2, Activation.Tanh, 2)],
        ["convolution, same"] = [Layer.Conv1D(3, 4, stride: 2, padding: Padding.Same), Layer.Conv1D(3, 3, Activation.Relu, 2, Padding.Same, dilation: 2), Layer.LastStep()],
        ["convolution, causal"] = [Layer.Residual(Layer.Conv1D(4, 3, Activation.Relu, padding: Padding.Causal, dilation: 2)), Layer.LastStep()],
        ["max-pooling"] = [Layer.MaxPool1D(4), Layer.MaxPool1D(2, 1, Padding.Same), Layer.GlobalAveragePool1D()],
        ["average-pooling"] = [Layer.AveragePool1D(4, 2), Layer.AveragePool1D(2, 1, Padding.Causal)],
        ["attention"] = [Layer.Dense(4), Layer.AttentionPool1D(3)],
        ["batch normalisation"] = [Layer.BatchNorm(), Layer.Dense(4, Activation.Tanh), Layer.BatchNorm(), Layer.GlobalMaxPool1D()],
        ["lstm, last"] = [Layer.Dense(3), Layer.Lstm(5)],
        ["lstm, bidirectional"] = [Layer.Lstm(5, true, true), Layer.Lstm(3, bidirectional: true)],
        ["gru, pooled"] = [Layer.Gru(5, true, layers: 2), Layer.GlobalAveragePool1D()],
        ["simple, both ways"] = [Layer.SimpleRnn(5, Activation.Relu, true, true), Layer.LastStep()],
        ["self-attention"] = [Layer.SelfAttention(2), Layer.Dense(4, Activation.Tanh), Layer.SelfAttention(1), Layer.LastStep()],
        ["first"] = [Layer.SelfAttention(4), Layer.FirstStep(), Layer.Activation(Activation.Relu)],
        ["residual"] = [Layer.Residual(Layer.Dense(4, Activation.Silu)), Layer.GlobalAveragePool1D()],
    };

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void Scores_RowAloneOrBesideLongerRows_AreTheSame(string name)
    {
        using var scope = NewDisposeScope();
        using var module = Create(Network(TensorShape.Sequence(Features), Bodies[name]));
        module.eval();
        var x = Padded(1000);
        using var lengths = new SequenceLengths(Lengths, Longest, CPU);
        using var after = module.LengthsAfter(lengths);
        var together = module.Forward(x, lengths);
        for (int row = 0; row < Lengths.Length; row++)
        {
            var alone = module.Forward(x[row, ..Lengths[row]].unsqueeze(0), null);
            var same = after is null ? together[row] : together[row, ..after.Values[row]];
            AssertClose(Values(alone), Values(same), 1e-5, $"row {row}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void Training_WhatStandsAtPadding_ChangesNothing(string name)
    {
        using var scope = NewDisposeScope();
        using var module = Create(Network(TensorShape.Sequence(Features), Bodies[name]));
        float[][] zeros = Gradients(module, 0), thousands = Gradients(module, 1000);
        for (int i = 0; i < zeros.Length; i++) AssertClose(zeros[i], thousands[i], 1e-4, $"gradient {i}");
        CollectionAssert.AreEqual(new float[Features], thousands[0].AsSpan(Lengths[0] * Features, Features).ToArray(), "no gradient goes into padding");
    }

    // Of the input, then of the parameters.
    private static float[][] Gradients(LayerStack module, double padding)
    {
        using var scope = NewDisposeScope();
        var x = Padded(padding).requires_grad_();
        using var lengths = new SequenceLengths(Lengths, Longest, CPU);
        using var after = module.LengthsAfter(lengths);
        var y = module.Forward(x, lengths);
        if (after is not null) y = after.Filled(y, 0);
        y.square().sum().backward();
        float[][] gradients = [Values(x.grad!), .. Parameters(module).Select(p => Values(p.grad!))];
        foreach (var parameter in Parameters(module)) parameter.grad = null;
        return gradients;
    }

    private static Tensor Padded(double padding)
    {
        var x = tensor(GoldenNetwork.Numbers(Lengths.Length * Longest * Features, 0, 2)).reshape(Lengths.Length, Longest, Features);
        using var lengths = new SequenceLengths(Lengths, Longest, CPU);
        return lengths.Filled(x, padding);
    }
}
