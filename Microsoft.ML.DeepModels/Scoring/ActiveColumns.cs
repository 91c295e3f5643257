namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>Which columns of a schema are wanted.</summary>
internal static class ActiveColumns
{
    public static bool[] Of(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var active = new bool[schema.Count];
        foreach (var column in columns)
        {
            if (column.Index >= schema.Count || schema[column.Index].Name != column.Name)
                throw new ArgumentException($"The column '{column.Name}' at index {column.Index} is not of this schema.", nameof(columns));
            active[column.Index] = true;
        }
        return active;
    }

    public static void Check(bool[] active, DataViewSchema.Column column)
    {
        if (column.Index >= active.Length || !active[column.Index])
        {
            throw new ArgumentException(
                $"The column '{column.Name}' is not active: ask for it when the cursor or row is made.", nameof(column));
        }
    }

    /// <summary>The getter as the caller's type.</summary>
    public static ValueGetter<T> Cast<T>(Delegate getter, DataViewSchema.Column column) =>
        getter as ValueGetter<T> ?? throw new InvalidOperationException(
            $"Invalid TValue in GetGetter for column '{column.Name}': '{typeof(T)}', expected type: '{column.Type.RawType}'.");
}
