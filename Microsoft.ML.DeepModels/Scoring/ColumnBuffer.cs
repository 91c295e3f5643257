using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>The values of one column for the rows that a cursor has read ahead.</summary>
internal abstract class ColumnBuffer : IDisposable
{
    /// <summary>Whether values of a type can outlive the row they came from.</summary>
    public static bool CanCopy(DataViewType type) =>
        type is PrimitiveDataViewType or VectorDataViewType { ItemType: PrimitiveDataViewType } or ImageDataViewType;

    /// <summary>A buffer for a column of a type that <see cref="CanCopy"/> names.</summary>
    public static ColumnBuffer Create(DataViewRow row, DataViewSchema.Column column, int capacity)
    {
        if (column.Type is ImageDataViewType) return new ImageBuffer(row.GetGetter<MLImage>(column), capacity);
        string method = column.Type is VectorDataViewType ? nameof(CreateVector) : nameof(CreateScalar);
        var item = column.Type is VectorDataViewType vector ? vector.ItemType.RawType : column.Type.RawType;
        return (ColumnBuffer)typeof(ColumnBuffer).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(item).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [row, column, capacity], null)!;
    }

    /// <summary>Copies the value of the row on which the input stands.</summary>
    public abstract void Fill(int slot);

    /// <summary>A <see cref="ValueGetter{TValue}"/> that gives the value at the slot that is current when it is called.</summary>
    public abstract Delegate CreateGetter(Func<int> slot);

    public virtual void Dispose()
    {
    }

    private static ScalarBuffer<T> CreateScalar<T>(DataViewRow row, DataViewSchema.Column column, int capacity) =>
        new(row.GetGetter<T>(column), capacity);

    private static VectorBuffer<T> CreateVector<T>(DataViewRow row, DataViewSchema.Column column, int capacity) =>
        new(row.GetGetter<VBuffer<T>>(column), capacity);

    // Numbers, keys, times and texts: text is a view of characters that ML.NET never changes.
    private sealed class ScalarBuffer<T>(ValueGetter<T> source, int capacity) : ColumnBuffer
    {
        private readonly T[] _values = new T[capacity];

        public override void Fill(int slot) => source(ref _values[slot]);

        public override Delegate CreateGetter(Func<int> slot) => (ValueGetter<T>)((ref T destination) => destination = _values[slot()]);
    }

    // Each slot keeps its own buffer, which the getter of the input fills and reuses; what is handed out is a copy.
    private sealed class VectorBuffer<T>(ValueGetter<VBuffer<T>> source, int capacity) : ColumnBuffer
    {
        private readonly VBuffer<T>[] _values = new VBuffer<T>[capacity];

        public override void Fill(int slot) => source(ref _values[slot]);

        public override Delegate CreateGetter(Func<int> slot) =>
            (ValueGetter<VBuffer<T>>)((ref VBuffer<T> destination) => _values[slot()].CopyTo(ref destination));
    }
}
