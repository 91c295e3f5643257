using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>A column of a <see cref="TableView"/>: one value a row.</summary>
internal sealed class TableColumn
{
    private readonly Func<Func<int>, Delegate> _createGetter;

    private TableColumn(string name, DataViewType type, int count, DataViewSchema.Annotations? annotations, Func<Func<int>, Delegate> createGetter)
    {
        Name = name;
        Type = type;
        Count = count;
        Annotations = annotations;
        _createGetter = createGetter;
    }

    public string Name { get; }

    public DataViewType Type { get; }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    public DataViewSchema.Annotations? Annotations { get; }

    /// <param name="name">the column's name</param>
    /// <param name="type">of which <typeparamref name="T"/> is the raw type; no vector</param>
    /// <param name="values">one a row; nobody changes them</param>
    /// <param name="annotations">of the column; null: none</param>
    public static TableColumn Of<T>(string name, DataViewType type, T[] values, DataViewSchema.Annotations? annotations = null) =>
        new(name, type, values.Length, annotations, row => (ValueGetter<T>)((ref T destination) => destination = values[row()]));

    /// <summary>A <see cref="ValueGetter{TValue}"/> of the raw type that gives the value of the row that is current when it is called.</summary>
    public Delegate CreateGetter(Func<int> row) => _createGetter(row);
}
