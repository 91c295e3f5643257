using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Collects the distinct values of one column, in the order in which they come or sorted, missing ones left out.</summary>
internal abstract class KeyMapBuilder
{
    /// <summary>Whether a further row can add anything.</summary>
    public abstract bool IsFull { get; }

    public abstract void AddRow();

    public abstract KeyMap Finish();

    public static KeyMapBuilder Create(DataViewRow row, int column, int maximumCount, bool sorted)
    {
        var type = (PrimitiveDataViewType)ItemTypes.Of(row.Schema[column].Type);
        return GenericCall.Invoke<KeyMapBuilder>(Create<int>, [type.RawType], row, column, type, maximumCount, sorted);
    }

    private static KeyMapBuilder Create<T>(DataViewRow row, int column, PrimitiveDataViewType type, int maximumCount, bool sorted) =>
        new KeyMapBuilder<T>(row, column, type, maximumCount, sorted);
}
