using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Row mappers, one after the other.</summary>
internal sealed class CompositeRowToRowMapper : IRowToRowMapper, IDisposable
{
    private bool _disposed;

    public CompositeRowToRowMapper(DataViewSchema inputSchema, IRowToRowMapper[] mappers)
    {
        (InputSchema, InnerMappers) = (inputSchema, mappers ?? []);
        OutputSchema = InnerMappers.LastOrDefault()?.OutputSchema ?? inputSchema;
    }

    public DataViewSchema InputSchema { get; }
    public DataViewSchema OutputSchema { get; }
    internal IRowToRowMapper[] InnerMappers { get; }

    IEnumerable<DataViewSchema.Column> IRowToRowMapper.GetDependencies(IEnumerable<DataViewSchema.Column> columnsNeeded) =>
        InnerMappers.Reverse().Aggregate(columnsNeeded, (needed, mapper) => mapper.GetDependencies(needed));

    DataViewRow IRowToRowMapper.GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        Contracts.CheckParam(input.Schema == InputSchema, nameof(input), "Schema did not match original schema");
        var needed = activeColumns.ToList();
        if (InnerMappers.Length == 0)
        {
            foreach (var column in needed.Where(column => !input.IsColumnActive(column)))
                throw Contracts.ExceptParam(nameof(input), $"Mapper required column '{column.Name}' active but it was not.");
            return input;
        }
        var active = new IEnumerable<DataViewSchema.Column>[InnerMappers.Length];
        active[^1] = needed;
        for (int i = active.Length - 1; i > 0; i--) active[i - 1] = InnerMappers[i].GetDependencies(active[i]).ToList();
        var row = input;
        for (int i = 0; i < active.Length; i++) row = InnerMappers[i].GetRow(row, active[i]);
        return row;
    }

    public void Dispose()
    {
        if (_disposed) return;
        foreach (var mapper in InnerMappers) (mapper as IDisposable)?.Dispose();
        _disposed = true;
    }
}
