using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A row that is whatever object was set last; every column is active.</summary>
internal sealed class ObjectRow<TRow> : DataViewRow where TRow : class
{
    private readonly RowReader<TRow> _reader;
    private TRow _current;
    private long _position = -1;

    public ObjectRow(IHostEnvironment env, RowBinding<TRow> binding)
    {
        var host = env.Register("Row");
        Schema = binding.Schema;
        _reader = new(binding, () => _current ?? throw host.Except("Cannot get values before an object has been set."));
    }

    public override long Position => _position;
    public override long Batch => 0;
    public override DataViewSchema Schema { get; }
    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new((ulong)_position, 0);
    public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < Schema.Count;
    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _reader.Getter<TValue>(Schema[column.Index]);

    public void Set(TRow row)
    {
        _current = row;
        _position++;
    }
}
