using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>
/// Reads ahead as many rows as fit one forward pass, and hands them out one by one. What is active is copied by type,
/// because the input's own cursor has moved on by then. Where a column cannot be copied, one row at a time is scored and
/// that column is read from the input. Without an active scored column nothing is copied and nothing runs.
/// </summary>
internal sealed class ScoringCursor : DataViewRowCursor
{
    private readonly ScoringBinding _binding;
    private readonly DataViewRowCursor _input;
    private readonly bool[] _active;
    private readonly ScoreBlock? _block;
    private readonly ColumnBuffer?[] _buffers;
    private readonly ValueGetter<DataViewRowId>? _id;
    private readonly DataViewRowId[] _ids;
    private readonly long[] _batches;
    private readonly int _capacity;
    private int _slot = -1;
    private int _count;
    private long _position = -1;
    private bool _disposed;

    /// <param name="binding">the network and its columns</param>
    /// <param name="input">the rows; disposed with this cursor</param>
    /// <param name="active">which columns of the output are wanted</param>
    /// <param name="rows">the number of rows, so that few of them take little memory; null: not known</param>
    public ScoringCursor(ScoringBinding binding, DataViewRowCursor input, bool[] active, long? rows)
    {
        _binding = binding;
        _input = input;
        _active = active;
        _buffers = new ColumnBuffer?[binding.Input.Count];
        bool scored = active.AsSpan(binding.Input.Count).Contains(true);
        bool copyable = binding.Input.All(column => !active[column.Index] || ColumnBuffer.CanCopy(column.Type));
        _capacity = scored && copyable ? (int)Math.Clamp(rows ?? binding.BatchSize, 1, binding.BatchSize) : 1;
        _ids = [];
        _batches = [];
        if (scored) _block = new ScoreBlock(binding, input, active, _capacity);
        if (_capacity == 1) return;
        _id = input.GetIdGetter();
        _ids = new DataViewRowId[_capacity];
        _batches = new long[_capacity];
        foreach (var column in binding.Input)
            if (active[column.Index]) _buffers[column.Index] = ColumnBuffer.Create(input, column, _capacity);
    }

    public override DataViewSchema Schema => _binding.Output;

    public override long Position => _position;

    public override long Batch => _capacity > 1 && _slot >= 0 ? _batches[_slot] : _input.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < _active.Length && _active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter()
    {
        if (_capacity == 1) return _input.GetIdGetter();
        return (ref DataViewRowId id) => id = _ids[CurrentSlot()];
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        ActiveColumns.Check(_active, column);
        if (_binding.Scored(column.Index) is { } scored)
            return ActiveColumns.Cast<TValue>(scored.CreateGetter(() => _block!.Outputs(CurrentSlot())), column);
        return _buffers[column.Index] is { } buffer
            ? ActiveColumns.Cast<TValue>(buffer.CreateGetter(CurrentSlot), column)
            : _input.GetGetter<TValue>(_binding.Input[column.Index]);
    }

    public override bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_slot + 1 < _count) _slot++;
        else if (!Fill())
        {
            _slot = -1;
            _count = 0;
            _position = -1;
            return false;
        }
        _position++;
        return true;
    }

    private bool Fill()
    {
        _count = 0;
        while (_count < _capacity && _input.MoveNext())
        {
            _block?.Read(_count);
            if (_capacity > 1)
            {
                foreach (var buffer in _buffers) buffer?.Fill(_count);
                _id!(ref _ids[_count]);
                _batches[_count] = _input.Batch;
            }
            _count++;
        }
        if (_count == 0) return false;
        _block?.Score(_count);
        _slot = 0;
        return true;
    }

    private int CurrentSlot() =>
        _slot >= 0 ? _slot : throw new InvalidOperationException("The cursor does not stand on a row: call MoveNext first, and stop where it returns false.");

    protected override void Dispose(bool disposing)
    {
        if (!_disposed && disposing)
        {
            _disposed = true;
            foreach (var buffer in _buffers) buffer?.Dispose();
            _input.Dispose();
        }
        base.Dispose(disposing);
    }
}
