namespace Microsoft.ML.DeepModels.Persistence.Pickling;

/// <summary>A dictionary of a pickled file, ordered or not. Only what stands under a text is kept: that is what tensors are named by.</summary>
internal sealed class PickleDictionary
{
    private Dictionary<string, object?>? _values; // many are empty

    /// <summary>What stands under texts, in the order of the file.</summary>
    public IReadOnlyDictionary<string, object?> Values => _values ??= [];

    public void Set(object? key, object? value)
    {
        if (key is string text) (_values ??= [])[text] = value;
    }

    /// <summary>What an ordered dictionary is made of: nothing, a dictionary, or a list of pairs, as Python 2 wrote it.</summary>
    public static PickleDictionary Of(object?[] arguments)
    {
        switch (arguments)
        {
            case []:
                return new PickleDictionary();
            case [PickleDictionary other]:
                return other;
            case [List<object?> pairs]:
                var made = new PickleDictionary();
                foreach (object? pair in pairs)
                {
                    switch (pair)
                    {
                        case List<object?> { Count: 2 } list:
                            made.Set(list[0], list[1]);
                            break;
                        case object?[] { Length: 2 } tuple:
                            made.Set(tuple[0], tuple[1]);
                            break;
                        default:
                            throw new InvalidDataException($"A dictionary is made of pairs; got {PickleKinds.Of(pair)}.");
                    }
                }
                return made;
            default:
                throw new InvalidDataException($"A dictionary is made of a list of pairs; got {PickleKinds.Of(arguments)}.");
        }
    }
}
