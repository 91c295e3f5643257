using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.ML.DeepModels.Layers;

namespace Microsoft.ML.DeepModels.Tests.Architecture;

/// <summary>Who may use whom, held against the compiled library: every type, field, method and call that a room names.</summary>
[TestClass]
public class RoomTests
{
    private const string Root = "Microsoft.ML.DeepModels";

    private static readonly string[] s_families = ["ConvolutionalNetwork", "RecurrentNetwork", "GenerativeAdversarialNetwork", "VariationalAutoencoder"];

    /// <summary>Room to the rooms it may use; each may use itself and TorchSharp.</summary>
    private static readonly Dictionary<string, string[]> s_rules = new()
    {
        ["Interop"] = [],
        ["Tensors"] = [],
        ["Layers"] = ["Tensors"],
        ["Training"] = ["Tensors"],
        ["Batching"] = ["Tensors", "Interop"],
        ["Scoring"] = ["Tensors", "Interop", "Batching", "Persistence"],
        ["Persistence"] = ["Tensors", "Interop"],
        ["Evaluation"] = ["Tensors", "Interop", "Batching"],
        ["Estimators"] = ["Tensors", "Interop", "Batching", "Scoring", "Persistence", "Training", "Layers"],
        ["Backbones"] = ["Tensors", "Interop", "Layers", "Persistence", "Estimators"],
        ["ConvolutionalNetwork"] = ["Tensors", "Interop", "Estimators", "Layers", "Training"],
        ["RecurrentNetwork"] = ["Tensors", "Interop", "Estimators", "Layers", "Training"],
        ["GenerativeAdversarialNetwork"] = ["Tensors", "Interop", "Estimators", "Layers", "Training"],
        ["VariationalAutoencoder"] = ["Tensors", "Interop", "Estimators", "Layers", "Training"]
    };

    private static readonly string[] s_withoutMLNet = ["Tensors", "Layers", "Training"];

    [TestMethod]
    public void EveryRoom_UsesOnlyTheRoomsItMay()
    {
        var uses = Uses();
        CollectionAssert.AreEquivalent(s_rules.Keys.ToArray(), uses.Keys.Where(room => room != "").ToArray(), "rooms of the library");
        var broken = new List<string>();
        foreach (var (room, used) in uses.Where(u => u.Key != ""))
            foreach (var (other, what) in used.Where(u => u.Key.StartsWith(Root) && RoomOf(u.Key) != room && !s_rules[room].Contains(RoomOf(u.Key))))
                broken.Add($"{room} -> {RoomOf(other)}: {what}");
        Assert.IsEmpty(broken, string.Join("\n", broken));
    }

    [TestMethod]
    public void TensorsLayersAndTraining_KnowNothingOfMLNet()
    {
        var broken = Uses().Where(u => s_withoutMLNet.Contains(u.Key))
            .SelectMany(u => u.Value.Where(v => v.Key.StartsWith("Microsoft.ML") && !v.Key.StartsWith(Root)).Select(v => $"{u.Key}: {v.Value}")).ToList();
        Assert.IsEmpty(broken, string.Join("\n", broken));
    }

    [TestMethod]
    public void Families_DoNotKnowEachOther()
    {
        foreach (string family in s_families) Assert.IsEmpty(s_rules[family].Intersect(s_families).ToList());
    }

    /// <summary>Room to the namespaces it uses, each with one type as a witness.</summary>
    private static Dictionary<string, Dictionary<string, string>> Uses()
    {
        using var file = new PEReader(File.OpenRead(typeof(Layer).Assembly.Location));
        var reader = file.GetMetadataReader();
        var uses = new Dictionary<string, Dictionary<string, string>>();
        foreach (var handle in reader.TypeDefinitions)
        {
            string name = NamespaceOf(reader, handle);
            if (!name.StartsWith(Root)) continue;
            var used = uses.TryGetValue(RoomOf(name), out var known) ? known : uses[RoomOf(name)] = [];
            foreach (var (space, type) in new TypeUses(file, reader).Of(handle)) used.TryAdd(space, type);
        }
        return uses;
    }

    /// <summary>The room of a namespace: its first part below the root.</summary>
    private static string RoomOf(string space) => space.Length > Root.Length ? space[(Root.Length + 1)..].Split('.')[0] : "";

    private static string NamespaceOf(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil) type = reader.GetTypeDefinition(type.GetDeclaringType());
        return reader.GetString(type.Namespace);
    }
}
