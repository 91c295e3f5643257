using ScalarType = TorchSharp.torch.ScalarType;

namespace Microsoft.ML.DeepModels.Persistence.Pickling;

/// <summary>The fixed list of classes and functions that a file of weights may name: what torch.save writes for tensors, and containers. All others are refused by name.</summary>
internal static class TorchClasses
{
    private static readonly Dictionary<string, PickleClass> s_known = Known().ToDictionary(known => known.Name);

    /// <exception cref="InvalidDataException">It is none of the list.</exception>
    public static PickleClass Find(string module, string name)
    {
        if (s_known.TryGetValue($"{module}.{name}", out var known)) return known;
        throw new InvalidDataException(
            $"It names the class {ShownName.Of(module)}.{ShownName.Of(name)}, which is not read: only tensors and the containers that hold them are ({string.Join(", ", s_known.Keys.Where(k => !IsDuplicate(k)))}). " +
            "Nothing of the file was run. Where the file is yours, save the weights alone, by torch.save(model.state_dict(), path).");
    }

    // Python 2 has other names for the same, and types of values are many.
    private static bool IsDuplicate(string name) => name.StartsWith("__builtin__.", StringComparison.Ordinal) || (s_known[name].Type is not null && !name.EndsWith("Storage", StringComparison.Ordinal));

    private static IEnumerable<PickleClass> Known()
    {
        yield return new("collections.OrderedDict", PickleDictionary.Of);
        yield return new("collections.Counter", PickleDictionary.Of);
        yield return new("builtins.set", _ => new PickleKinds.Other("a set"));
        yield return new("__builtin__.set", _ => new PickleKinds.Other("a set"));
        yield return new("torch.Size", arguments => arguments is [object?[] axes] ? axes : throw Bad("torch.Size", arguments));
        yield return new("torch.device", _ => new PickleKinds.Other("a device"));
        yield return new("torch._utils._rebuild_tensor", arguments => PickledTensor.Of(arguments));
        // storage, offset, shape, strides, requires_grad, hooks, and marks of tensors whose values are the storage's negated or conjugate
        yield return new("torch._utils._rebuild_tensor_v2", arguments =>
            arguments is [_, _, _, _, _, _, PickleDictionary { Values.Count: > 0 }, ..] ? throw Bad("torch._utils._rebuild_tensor_v2", arguments) : PickledTensor.Of(arguments));
        // the same, with the type of the values after the hooks
        yield return new("torch._utils._rebuild_tensor_v3", arguments =>
            arguments is [_, _, _, _, _, _, PickleClass { Type: { } type }, ..] ? PickledTensor.Of(arguments, type) : throw Bad("torch._utils._rebuild_tensor_v3", arguments));
        // data, requires_grad, hooks, and in the second one attributes
        yield return new("torch._utils._rebuild_parameter", arguments => arguments is [PickledTensor data, ..] ? data : throw Bad("torch._utils._rebuild_parameter", arguments));
        yield return new("torch._utils._rebuild_parameter_with_state",
            arguments => arguments is [PickledTensor data, ..] ? data : throw Bad("torch._utils._rebuild_parameter_with_state", arguments));
        yield return new("torch.storage.UntypedStorage");
        yield return new("torch.UntypedStorage");
        foreach (var (storage, values, type) in new[]
                 {
                     ("Float", "float32", ScalarType.Float32), ("Double", "float64", ScalarType.Float64), ("Half", "float16", ScalarType.Float16), ("BFloat16", "bfloat16", ScalarType.BFloat16),
                     ("Long", "int64", ScalarType.Int64), ("Int", "int32", ScalarType.Int32), ("Short", "int16", ScalarType.Int16), ("Char", "int8", ScalarType.Int8),
                     ("Byte", "uint8", ScalarType.Byte), ("Bool", "bool", ScalarType.Bool)
                 })
        {
            yield return new($"torch.{storage}Storage", Type: type);
            yield return new($"torch.{values}", Type: type);
        }
    }

    private static InvalidDataException Bad(string name, object?[] arguments) =>
        new($"{name} is called with arguments that are not read: {string.Join(", ", arguments.Take(8).Select(PickleKinds.Of))}.");
}
