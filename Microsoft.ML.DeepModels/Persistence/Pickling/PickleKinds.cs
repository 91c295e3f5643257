using System.Numerics;

namespace Microsoft.ML.DeepModels.Persistence.Pickling;

/// <summary>Values of a pickled file in words, for messages: what they are, never what is in them.</summary>
internal static class PickleKinds
{
    /// <summary>Stands for a value that is read over, such as a set or bytes.</summary>
    /// <param name="Kind">with its article</param>
    internal sealed record Other(string Kind);

    public static string Of(object? value) => value switch
    {
        null => "None",
        bool => "a truth value",
        long or BigInteger => "a whole number",
        double => "a number",
        string => "a text",
        object?[] tuple => $"a tuple of {tuple.Length}",
        List<object?> list => $"a list of {list.Count}",
        PickleDictionary => "a dictionary",
        PickleClass named => $"the class {named.Name}",
        PickledTensor => "a tensor",
        PickledStorage => "a storage",
        Other other => other.Kind,
        _ => "something else"
    };
}
