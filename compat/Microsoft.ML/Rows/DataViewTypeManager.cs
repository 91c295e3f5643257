using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The column types of .NET types that the library does not know by itself, such as images.</summary>
public static class DataViewTypeManager
{
    private static readonly object s_lock = new();
    private static readonly Dictionary<(Type Type, DataViewTypeAttribute Attribute), DataViewType> s_types = [];

    public static void Register(DataViewType dataViewType, Type type, DataViewTypeAttribute typeAttribute = null)
    {
        if (InferredType(type) != null || type == typeof(VBuffer<>) || type == typeof(Nullable<>))
        {
            throw Contracts.ExceptParam(nameof(type),
                $"Type {type} has been registered as ML.NET's default supported type, so it can't not be registered again.");
        }
        lock (s_lock)
        {
            if (s_types.TryGetValue((type, typeAttribute), out var known))
            {
                if (known.Equals(dataViewType)) return;
                throw Contracts.ExceptParam(nameof(type),
                    $"Repeated type register. The raw type {type} has been associated with {known} so it cannot be associated with {dataViewType}.");
            }
            foreach (var (key, other) in s_types.Where(pair => pair.Value.Equals(dataViewType)))
            {
                throw Contracts.ExceptParam(nameof(dataViewType), $"Repeated type register. The DataView type {other} "
                    + $"has been associated with {key.Type} so it cannot be associated with {type}.");
            }
            s_types[(type, typeAttribute)] = dataViewType;
        }
    }

    internal static DataViewType GetDataViewType(Type type, IEnumerable<Attribute> typeAttributes = null)
    {
        lock (s_lock)
        {
            return s_types.GetValueOrDefault((type, TypeAttribute(type, typeAttributes)))
                ?? throw Contracts.ExceptParam(nameof(type), $"The raw type {type} is not registered with a DataView type.");
        }
    }

    internal static bool Knows(Type type, IEnumerable<Attribute> typeAttributes = null)
    {
        lock (s_lock) return s_types.ContainsKey((type, TypeAttribute(type, typeAttributes)));
    }

    internal static bool Knows(DataViewType dataViewType)
    {
        lock (s_lock) return s_types.ContainsValue(dataViewType);
    }

    /// <summary>The column type of a type that needs no registration, or null.</summary>
    internal static PrimitiveDataViewType InferredType(Type type) => ColumnTypeExtensions.PrimitiveTypeFromType(type);

    private static DataViewTypeAttribute TypeAttribute(Type type, IEnumerable<Attribute> attributes)
    {
        var found = attributes?.OfType<DataViewTypeAttribute>().ToList() ?? [];
        if (found.Count <= 1) return found.FirstOrDefault();
        throw Contracts.ExceptParam(nameof(type), "Type {0} cannot be marked with multiple attributes, {1}, derived from {2}.", type.Name,
            string.Join(", ", found), typeof(DataViewTypeAttribute));
    }
}
