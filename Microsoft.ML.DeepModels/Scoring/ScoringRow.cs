using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>One live row: the outputs follow the current values of the input, one forward pass for all columns of a position.</summary>
internal sealed class ScoringRow : DataViewRow
{
    private readonly ScoringBinding _binding;
    private readonly DataViewRow _input;
    private readonly bool[] _active;
    private readonly ScoreBlock? _block;
    private long _scored = -1;
    private bool _disposed;

    public ScoringRow(ScoringBinding binding, DataViewRow input, bool[] active)
    {
        _binding = binding;
        _input = input;
        _active = active;
        if (active.AsSpan(binding.Input.Count).Contains(true)) _block = new ScoreBlock(binding, input, active, 1);
    }

    public override DataViewSchema Schema => _binding.Output;

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < _active.Length && _active[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        ActiveColumns.Check(_active, column);
        return _binding.Scored(column.Index) is { } scored
            ? ActiveColumns.Cast<TValue>(scored.CreateGetter(Outputs), column)
            : _input.GetGetter<TValue>(_binding.Input[column.Index]);
    }

    private ReadOnlySpan<float> Outputs()
    {
        // A row that tells no position is scored anew for each column.
        if (_input.Position < 0 || _scored != _input.Position)
        {
            _block!.Read(0);
            _block.Score(1);
            _scored = _input.Position;
        }
        return _block!.Outputs(0);
    }

    protected override void Dispose(bool disposing)
    {
        if (!_disposed && disposing)
        {
            _disposed = true;
            _input.Dispose();
        }
        base.Dispose(disposing);
    }
}
