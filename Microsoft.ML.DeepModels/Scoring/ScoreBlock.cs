using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>The features and outputs of the rows of one forward pass. Belongs to one cursor or row, thus to one thread.</summary>
internal sealed class ScoreBlock
{
    private readonly ScoringBinding _binding;
    private readonly RowReader _reader;
    private readonly RowStore _features;
    private readonly int[] _slots;
    private readonly float[] _outputs;
    private readonly bool[] _unreadable;
    private readonly int _outputLength;

    /// <param name="binding">the network and its reader</param>
    /// <param name="row">the cursor or row whose feature column is read</param>
    /// <param name="capacity">the number of rows</param>
    public ScoreBlock(ScoringBinding binding, DataViewRow row, int capacity)
    {
        _binding = binding;
        _reader = binding.Reader.Bind(row);
        _features = RowStore.Create(binding.Reader.Layout, capacity);
        _slots = [.. Enumerable.Range(0, capacity)];
        _outputLength = binding.Scorer.OutputWidth;
        _outputs = new float[capacity * _outputLength];
        _unreadable = new bool[capacity];
    }

    /// <summary>Reads the features of the row on which the cursor stands; zeros where they cannot be read, never old values.</summary>
    public void Read(int slot) => _unreadable[slot] = _reader.Read(_features, slot) is not null;

    /// <summary>One forward pass over the first <paramref name="count"/> rows; unreadable rows score NaN.</summary>
    public void Score(int count)
    {
        var outputs = _outputs.AsSpan(0, count * _outputLength);
        var features = _binding.Reader.Layout.Gather(_features, _slots.AsSpan(0, count), _binding.Scorer.Device, out var lengths); // (batch, ...)
        using (var batch = new Batch(features, lengths: lengths)) _binding.Scorer.Score(batch, outputs);
        for (int slot = 0; slot < count; slot++)
            if (_unreadable[slot]) outputs.Slice(slot * _outputLength, _outputLength).Fill(float.NaN);
    }

    /// <summary>What the network gave for one row.</summary>
    public ReadOnlySpan<float> Outputs(int slot) => _outputs.AsSpan(slot * _outputLength, _outputLength);
}
