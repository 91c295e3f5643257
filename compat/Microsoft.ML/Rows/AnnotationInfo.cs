using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>An annotation that a schema definition adds to a column.</summary>
internal abstract class AnnotationInfo(string kind, DataViewType annotationType)
{
    public DataViewType AnnotationType { get; } = annotationType;
    public string Kind { get; } = kind;

    public abstract Delegate GetGetterDelegate();
}

/// <inheritdoc/>
internal sealed class AnnotationInfo<T>(string kind, T value, DataViewType annotationType = null) : AnnotationInfo(kind, annotationType)
{
    // Strings and arrays are given as such, and read as text and vectors.
    public override Delegate GetGetterDelegate()
    {
        if (value is string text) return (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> destination) => destination = text.AsMemory());
        if (value is string[] texts) return Vector(Array.ConvertAll(texts, item => item.AsMemory()));
        if (value is Array items) return GenericCall.Invoke<Delegate>((Func<int[], Delegate>)Vector, [typeof(T).GetElementType()], items);
        Contracts.CheckParam(AnnotationType.RawType == typeof(T), nameof(annotationType),
            $"The annotation '{Kind}' of type {AnnotationType} cannot have a value of type {typeof(T)}");
        return (ValueGetter<T>)((ref T destination) => destination = value);
    }

    private static Delegate Vector<TItem>(TItem[] items) => (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> destination) =>
        VBuffer<TItem>.Copy(items, 0, ref destination, items.Length));
}
