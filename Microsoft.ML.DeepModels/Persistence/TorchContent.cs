using Microsoft.ML.DeepModels.Persistence.Pickling;

namespace Microsoft.ML.DeepModels.Persistence;

/// <summary>Finds the tensors in what a file of torch.save holds: a dictionary of them, or a checkpoint that has one among other things.</summary>
internal static class TorchContent
{
    // Of the module that spreads batches over several GPUs (torch.nn.DataParallel).
    private const string ParallelPrefix = "module.";

    private static readonly string[] s_nested = ["state_dict", "model_state_dict", "model"];

    /// <exception cref="InvalidDataException">There are none.</exception>
    public static IEnumerable<(string Name, PickledTensor Tensor)> TensorsOf(object? content)
    {
        if (content is not PickleDictionary dictionary) throw new InvalidDataException($"It holds {PickleKinds.Of(content)}, expected a dictionary of tensors. Save the weights by torch.save(model.state_dict(), path).");
        var tensors = Direct(s_nested.Select(name => dictionary.Values.GetValueOrDefault(name)).OfType<PickleDictionary>().FirstOrDefault(nested => Direct(nested).Count > 0) ?? dictionary);
        if (tensors.Count == 0)
        {
            throw new InvalidDataException(
                $"It holds a dictionary without tensors, of {dictionary.Values.Count} names{(dictionary.Values.Count > 0 ? " (" + string.Join(", ", dictionary.Values.Keys.Take(5).Select(Shown)) + ")" : "")}; " +
                $"expected tensors by name, or such a dictionary under one of the names {string.Join(", ", s_nested.Select(Shown))}.");
        }
        bool isParallel = tensors.TrueForAll(t => t.Name.Length > ParallelPrefix.Length && t.Name.StartsWith(ParallelPrefix, StringComparison.Ordinal));
        return isParallel ? tensors.Select(t => (t.Name[ParallelPrefix.Length..], t.Tensor)) : tensors;
    }

    private static List<(string Name, PickledTensor Tensor)> Direct(PickleDictionary dictionary) => [.. dictionary.Values.Where(v => v.Value is PickledTensor).Select(v => (v.Key, (PickledTensor)v.Value!))];

    private static string Shown(string name) => $"'{ShownName.Of(name)}'";
}
