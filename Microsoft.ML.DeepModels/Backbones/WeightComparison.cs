using Microsoft.ML.DeepModels.Persistence;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>Holds the tensors of a file against those that a network needs, and says all differences at once.</summary>
internal sealed class WeightComparison
{
    // Of each kind of difference, in a message.
    private const int Shown = 100;

    // The number of batches that a normalisation has seen: PyTorch keeps it, and nothing here needs it.
    private const string BatchCount = "num_batches_tracked";

    private readonly string _path;
    private readonly IReadOnlyList<string> _top;
    private readonly Dictionary<string, StateTensor> _left = [];
    private readonly List<string> _missing = [], _misfit = [], _twice = [];

    /// <param name="file">the weights</param>
    /// <param name="top">beginnings of names that need not be used</param>
    /// <param name="rename">from a name in the file to the one by which it is asked for</param>
    public WeightComparison(StateDictionary file, IReadOnlyList<string> top, Func<string, string> rename)
    {
        (_path, _top) = (file.Path, top);
        foreach (var stored in file.Tensors.Values)
        {
            string name = rename(stored.Name);
            if (!_left.TryAdd(name, stored)) _twice.Add($"{ShownName.Of(name)} (as {ShownName.Of(stored.Name)} and as {ShownName.Of(_left[name].Name)})");
        }
    }

    /// <summary>The tensor of that name, which is then used; null where it is missing, which is noted.</summary>
    public StateTensor? Take(string name, Tensor target)
    {
        if (_left.Remove(name, out var stored)) return stored;
        _missing.Add($"{name} ({Text(target.shape)})");
        return null;
    }

    /// <summary>Notes that a tensor has another shape, or whole numbers in place of weights.</summary>
    public void AddMisfit(string name, StateTensor stored, Tensor target) => _misfit.Add($"{name} (expected {target.dtype} ({Text(target.shape)}), got {stored})");

    /// <exception cref="InvalidDataException">There are differences.</exception>
    public void ThrowIfDifferent(string description, int expected)
    {
        var extra = _left.Where(l => !IsTop(l.Key) && l.Key != BatchCount && !l.Key.EndsWith("." + BatchCount, StringComparison.Ordinal)).Select(l => $"{ShownName.Of(l.Key)} ({Text(l.Value.Shape)})").ToList();
        (string What, List<string> Names)[] kinds = [("missing", _missing), ("of another shape or type", _misfit), ("not in the network", extra), ("there twice", _twice)];
        if (kinds.All(kind => kind.Names.Count == 0)) return;
        string counts = string.Join(", ", kinds.Where(kind => kind.Names.Count > 0).Select(kind => $"{kind.Names.Count} {kind.What}"));
        string lists = string.Join(" ", kinds.Where(kind => kind.Names.Count > 0).Select(kind =>
            $"{char.ToUpperInvariant(kind.What[0])}{kind.What[1..]}: {string.Join("; ", kind.Names.Take(Shown))}{(kind.Names.Count > Shown ? $"; and {kind.Names.Count - Shown} more" : "")}."));
        string hint = 2 * (_missing.Count + _misfit.Count) > expected ? " Are they weights of another architecture?" : "";
        throw new InvalidDataException($"The weights of '{_path}' do not fit {description}, which has {expected} parameters and statistics: {counts}.{hint} {lists}");
    }

    private bool IsTop(string name) => _top.Any(top => name == top || name.StartsWith(top.EndsWith('.') ? top : top + ".", StringComparison.Ordinal));

    private static string Text(long[] shape) => string.Join(", ", shape);
}
