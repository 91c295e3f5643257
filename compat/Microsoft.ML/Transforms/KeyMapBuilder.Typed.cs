using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>A <see cref="KeyMapBuilder"/> of values of one .NET type.</summary>
internal sealed class KeyMapBuilder<T> : KeyMapBuilder
{
    private readonly PrimitiveDataViewType _type;
    private readonly int _maximumCount;
    private readonly bool _sorted;
    private readonly Predicate<T> _isMissing;
    private readonly ValueGetter<T> _getValue;
    private readonly ValueGetter<VBuffer<T>> _getVector;
    private readonly HashSet<T> _seen = new(Comparer);
    private readonly List<T> _values = [];
    private T _value;
    private VBuffer<T> _vector;

    public KeyMapBuilder(DataViewRow row, int column, PrimitiveDataViewType type, int maximumCount, bool sorted)
    {
        (_type, _maximumCount, _sorted, _isMissing) = (type, maximumCount, sorted, ItemTypes.IsMissing<T>(type));
        if (row.Schema[column].Type is VectorDataViewType) _getVector = row.GetGetter<VBuffer<T>>(row.Schema[column]);
        else _getValue = row.GetGetter<T>(row.Schema[column]);
    }

    /// <summary>Text is equal by its characters, not by where it lies.</summary>
    public static IEqualityComparer<T> Comparer { get; } =
        typeof(T) == typeof(ReadOnlyMemory<char>) ? (IEqualityComparer<T>)(object)new TextComparer() : EqualityComparer<T>.Default;

    public override bool IsFull => _values.Count >= _maximumCount;

    public override void AddRow()
    {
        if (_getVector == null)
        {
            _getValue(ref _value);
            Add(_value);
            return;
        }
        _getVector(ref _vector);
        foreach (var value in _vector.DenseValues()) Add(value);
    }

    public override KeyMap Finish()
    {
        var values = _values.ToArray();
        if (_sorted)
            Array.Sort(values, typeof(T) == typeof(ReadOnlyMemory<char>) ? (IComparer<T>)(object)new TextComparer() : System.Collections.Generic.Comparer<T>.Default);
        return new KeyMap<T>(_type, values);
    }

    private void Add(T value)
    {
        if (IsFull || _isMissing(value) || _seen.Contains(value)) return;
        if (value is ReadOnlyMemory<char> text) value = (T)(object)text.ToString().AsMemory(); // the row may reuse its memory
        _seen.Add(value);
        _values.Add(value);
    }

    private sealed class TextComparer : IEqualityComparer<ReadOnlyMemory<char>>, IComparer<ReadOnlyMemory<char>>
    {
        public bool Equals(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceEqual(y.Span);
        public int GetHashCode(ReadOnlyMemory<char> text) => string.GetHashCode(text.Span);
        public int Compare(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.CompareTo(y.Span, StringComparison.Ordinal);
    }
}
