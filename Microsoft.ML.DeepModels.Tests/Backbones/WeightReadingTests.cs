using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.Tests.Persistence;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Tests.Backbones;

[TestClass]
public sealed class WeightReadingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Read_OfAFileThatFits_FillsTheTargets() => LeakTest.Run(() =>
    {
        using var scope = NewDisposeScope();
        using var file = Open(("conv.weight", arange(24, ScalarType.Float32).reshape(2, 3, 2, 2)), ("old.bias", ones(2)), ("bn.num_batches_tracked", zeros([], ScalarType.Int64)), ("fc.weight", ones(1000, 2)));
        var weight = zeros(2, 2, 2, 3, requires_grad: true).permute(0, 3, 1, 2);
        var bias = zeros(2, 1, 1);
        WeightReading.Read(file, [("0.weight", weight), ("0.bias", bias)], Names(("0.weight", "conv.weight"), ("0.bias", "bias")), ["fc"], name => name.Replace("old.", ""), null, null, "Small");
        Assert.IsTrue(weight.contiguous().Equals(arange(24, ScalarType.Float32).reshape(2, 3, 2, 2)));
        Assert.IsTrue(bias.Equals(ones(2, 1, 1)));
    });

    [TestMethod]
    public void Read_OfADenseLayer_FillsAConvolutionOfOnePixel() => LeakTest.Run(() =>
    {
        using var scope = NewDisposeScope();
        using var file = Open(("weight", arange(6, ScalarType.Float32).reshape(2, 3)));
        var target = zeros(2, 3, 1, 1);
        Read(file, target, "weight");
        Assert.IsTrue(target.view(2, 3).Equals(arange(6, ScalarType.Float32).reshape(2, 3)));
    });

    [TestMethod]
    public void Read_ForGreyImages_SumsTheFiltersOfTheColours() => LeakTest.Run(() =>
    {
        using var scope = NewDisposeScope();
        using var file = Open(("weight", arange(12, ScalarType.Float32).reshape(2, 3, 1, 2)));
        var target = zeros(2, 1, 1, 2);
        Read(file, target, "weight", firstWeight: "weight");
        CollectionAssert.AreEqual(new float[] { 6, 9, 24, 27 }, target.data<float>().ToArray());
        Assert.Contains("of another shape", Assert.Throws<InvalidDataException>(() => Read(file, target, "weight")).Message);
    });

    [TestMethod]
    [DataRow("larger")]
    [DataRow("smaller")]
    public void Read_ForAnotherImageSize_InterpolatesThePositions(string size) => LeakTest.Run(() =>
    {
        string name = $"position embedding, {size}";
        using var file = WeightGolden.Open(_folder, name);
        var expected = WeightGolden.Tensors(name).Single();
        using var target = zeros(expected.Shape);
        int side = (int)Math.Sqrt(expected.Shape[1] - 1);
        Read(file, target, "encoder.pos_embedding", positions: new PositionGrid("encoder.pos_embedding", side, side));
        float[] values = target.data<float>().ToArray();
        for (int i = 0; i < values.Length; i++) Assert.AreEqual(expected.Values[i], values[i], 1e-6, $"value {i}");
        using var other = zeros(1, 10, 5);
        Assert.Contains("expected Float32 (1, 10, 5), got Float32 (1, 10, 4)",
            Assert.Throws<InvalidDataException>(() => Read(file, other, "encoder.pos_embedding", positions: new PositionGrid("encoder.pos_embedding", 3, 3))).Message);
    });

    [TestMethod]
    public void Read_OfAFileThatDoesNotFit_ListsAllAndWritesNothing() => LeakTest.Run(() =>
    {
        using var scope = NewDisposeScope();
        var given = Enumerable.Range(0, 102).Select(i => ($"extra{i}.weight", ones(1))).Append(("same", ones(2))).Append(("other", ones(3, 2))).Append(("whole", ones([2], ScalarType.Int64)));
        using var file = Open([.. given]);
        var same = zeros(2);
        var targets = new (string, Tensor)[] { ("same", same), ("other", zeros(2, 2)), ("whole", zeros(2)), ("gone", zeros(2, 5)) };
        var e = Assert.Throws<InvalidDataException>(() => WeightReading.Read(file, targets, targets.ToDictionary(t => t.Item1, t => t.Item1), [], name => name, null, null, "VGG 16"));
        Assert.Contains("do not fit VGG 16, which has 4 parameters and statistics: 1 missing, 2 of another shape or type, 102 not in the network. Are they weights of another architecture?", e.Message);
        Assert.Contains("Missing: gone (2, 5).", e.Message);
        Assert.Contains("other (expected Float32 (2, 2), got Float32 (3, 2)); whole (expected Float32 (2), got Int64 (2)).", e.Message);
        Assert.Contains("extra99.weight (1); and 2 more.", e.Message);
        Assert.Contains(file.Path, e.Message);
        Assert.IsTrue(same.Equals(zeros(2)), "written before all was checked");
    });

    [TestMethod]
    public void Read_OfAFileWithFewDifferences_DoesNotGuess()
    {
        using var scope = NewDisposeScope();
        using var file = Open(("a", ones(1)), ("b", ones(1)), ("c", ones(1)), ("top.weight", ones(1)));
        var targets = new (string, Tensor)[] { ("a", zeros(1)), ("b", zeros(1)), ("c", zeros(1)) };
        var e = Assert.Throws<InvalidDataException>(() => WeightReading.Read(file, targets, targets.ToDictionary(t => t.Item1, t => t.Item1), [], name => name, null, null, "Small"));
        Assert.Contains("1 not in the network. Not in the network: top.weight (1).", e.Message);
        Assert.DoesNotContain("another architecture", e.Message);
        var twice = Assert.Throws<InvalidDataException>(() =>
            WeightReading.Read(file, targets, targets.ToDictionary(t => t.Item1, t => t.Item1), [], name => name == "top.weight" ? "a" : name, null, null, "Small"));
        Assert.Contains("There twice: a (as top.weight and as a).", twice.Message);
    }

    private static void Read(StateDictionary file, Tensor target, string name, string? firstWeight = null, PositionGrid? positions = null) =>
        WeightReading.Read(file, [(name, target)], Names((name, name)), [], n => n, firstWeight, positions, "Small");

    private static Dictionary<string, string> Names(params (string Ours, string Theirs)[] names) => names.ToDictionary(n => n.Ours, n => n.Theirs);

    private StateDictionary Open(params (string Name, Tensor Tensor)[] tensors)
    {
        string path = _folder.File("weights.safetensors");
        using (var stream = File.Create(path)) SafeTensors.Write(stream, [.. tensors.Select(t => new NamedTensor(t.Name, t.Tensor))]);
        return StateDictionary.Open(path);
    }
}
