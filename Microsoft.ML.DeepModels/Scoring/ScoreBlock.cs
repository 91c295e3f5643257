using Microsoft.ML.DeepModels.Batching;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>The features and outputs of the rows of one forward pass. Belongs to one cursor or row, thus to one thread.</summary>
internal sealed class ScoreBlock
{
    private readonly ScoringBinding _binding;
    private readonly RowReader _reader;
    private readonly TargetReader.Bound? _condition;
    private readonly bool[] _wanted;
    private readonly RowStore _features;
    private readonly BatchBuilder _builder;
    private readonly int[] _slots;
    private readonly float[] _outputs;
    private readonly bool[] _unreadable;
    private readonly int _outputLength;

    /// <param name="binding">the network and its reader</param>
    /// <param name="row">the cursor or row whose feature column is read</param>
    /// <param name="active">which columns of the output are wanted</param>
    /// <param name="capacity">the number of rows</param>
    public ScoreBlock(ScoringBinding binding, DataViewRow row, bool[] active, int capacity)
    {
        _binding = binding;
        _wanted = active[binding.Input.Count..];
        _reader = binding.Reader.Bind(row);
        _condition = binding.Condition?.Bind(row);
        _features = RowStore.Create(binding.Reader.Layout, capacity);
        _builder = new BatchBuilder(binding.Reader.Layout, binding.Condition, binding.Scorer.Device);
        _slots = [.. Enumerable.Range(0, capacity)];
        _outputLength = binding.Scorer.OutputWidth;
        _outputs = new float[capacity * _outputLength];
        _unreadable = new bool[capacity];
    }

    /// <summary>Reads the features of the row on which the cursor stands; zeros where they cannot be read, never old values.</summary>
    public void Read(int slot)
    {
        _unreadable[slot] = _reader.Read(_features, slot) is not null;
        if (_condition is null) return;
        _unreadable[slot] |= !_condition.TryRead(out var target, out _);
        _features.TargetOf(slot) = target; // class 0 where it is missing
    }

    /// <summary>One forward pass over the first <paramref name="count"/> rows; unreadable rows score NaN.</summary>
    public void Score(int count)
    {
        var outputs = _outputs.AsSpan(0, count * _outputLength);
        using (var batch = _builder.Build(_features, _slots.AsSpan(0, count))) _binding.Scorer.Score(batch, _wanted, outputs);
        for (int slot = 0; slot < count; slot++)
            if (_unreadable[slot]) outputs.Slice(slot * _outputLength, _outputLength).Fill(float.NaN);
    }

    /// <summary>What the network gave for one row.</summary>
    public ReadOnlySpan<float> Outputs(int slot) => _outputs.AsSpan(slot * _outputLength, _outputLength);
}
