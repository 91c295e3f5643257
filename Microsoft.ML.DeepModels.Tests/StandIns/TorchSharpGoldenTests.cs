using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

/// <summary>Single operations against PyTorch: results and gradients.</summary>
[TestClass]
public sealed class TorchSharpGoldenTests
{
    private static readonly Dictionary<string, Func<Tensor[], Tensor>> Operations =
        new([
            .. TorchSharpTensorOperations.Table, .. TorchSharpShapeOperations.Table, .. TorchSharpNetworkOperations.Table,
            .. TorchSharpSequenceOperations.Table, .. TorchSharpGenerativeOperations.Table
        ]);

    public static IEnumerable<object[]> Names => TorchSharpGolden.Names.Select(name => new object[] { name });

    [TestMethod]
    public void Table_AgainstTheFile_HasTheSameNames() =>
        CollectionAssert.AreEquivalent(TorchSharpGolden.Names.ToList(), Operations.Keys.ToList());

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Operation_OnTheScriptsInput_GivesPyTorchsNumbers(string name)
    {
        var golden = TorchSharpGolden.Case(name);
        using var scope = NewDisposeScope();
        var inputs = golden.GetProperty("inputs").EnumerateArray().Select(TorchSharpGolden.Read).ToArray();
        bool backward = golden.TryGetProperty("upstream", out var upstream);
        foreach (var input in inputs) input.requires_grad_(backward && input.is_floating_point());

        // A leaf cannot be changed in place.
        bool inPlace = backward && name.EndsWith('_');
        var result = Operations[name]([.. inputs.Select(input => inPlace && input.requires_grad ? input.clone() : input)]);

        AssertClose(golden.GetProperty("result"), result, name);
        if (!backward) return;
        (result * TorchSharpGolden.Read(upstream)).sum().backward();
        foreach (var (input, entry) in inputs.Zip(golden.GetProperty("inputs").EnumerateArray()))
        {
            if (!entry.TryGetProperty("grad", out var expected)) continue;
            var grad = input.grad ?? throw new AssertFailedException($"{name}: no gradient");
            AssertClose([.. expected.EnumerateArray().Select(TorchSharpGolden.Number)], Floats(grad), name + ", gradient");
        }
    }

    private static void AssertClose(JsonElement expected, Tensor actual, string name)
    {
        using var wanted = TorchSharpGolden.Read(expected);
        Assert.AreEqual(wanted.dtype, actual.dtype, name);
        CollectionAssert.AreEqual(wanted.shape, actual.shape, name);
        AssertClose(Floats(wanted), Floats(actual), name);
    }

    private static void AssertClose(float[] expected, float[] actual, string name)
    {
        Assert.HasCount(expected.Length, actual, name);
        for (int i = 0; i < expected.Length; i++)
        {
            if (expected[i].Equals(actual[i])) continue; // infinities and NaN as well
            Assert.AreEqual(expected[i], actual[i], 1e-5f * Math.Max(1, Math.Abs(expected[i])), $"{name}, element {i}");
        }
    }

    private static float[] Floats(Tensor tensor) => tensor.detach().to(ScalarType.Float32).contiguous().data<float>().ToArray();
}
