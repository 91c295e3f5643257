using System.Text.Json;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Tests.Common;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.Persistence;

/// <summary>Files of build/golden/weights_golden.py.</summary>
internal static class WeightGolden
{
    private static readonly JsonElement s_root = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "weights.json"))).RootElement;

    /// <summary>The bytes of a file.</summary>
    public static byte[] Content(string name) => s_root.GetProperty(name).GetProperty("file").GetBytesFromBase64();

    /// <summary>Opens a file.</summary>
    public static StateDictionary Open(TemporaryFolder folder, string name) => StateDictionary.Open(folder.Write("weights.pth", Content(name)));

    /// <summary>The tensors that PyTorch finds in a file.</summary>
    public static IEnumerable<(string Name, ScalarType Type, long[] Shape, double[] Values)> Tensors(string name) =>
        s_root.GetProperty(name).GetProperty("tensors").EnumerateObject().Select(t => (
            t.Name,
            t.Value.GetProperty("type").GetString() switch
            {
                "uint8" => ScalarType.Byte,
                { } type => Enum.Parse<ScalarType>(type, ignoreCase: true),
                null => throw new InvalidDataException()
            },
            t.Value.GetProperty("shape").EnumerateArray().Select(axis => axis.GetInt64()).ToArray(),
            t.Value.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()).ToArray()));
}
