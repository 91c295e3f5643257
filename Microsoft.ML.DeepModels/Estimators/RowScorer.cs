using Microsoft.ML.DeepModels.Scoring;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;
using Device = TorchSharp.torch.Device;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>What a generative network tells of rows, as scoring sees it. Only what is wanted is computed.</summary>
internal sealed class RowScorer : INetworkScorer
{
    private readonly GenerativeModel _model;
    private readonly ConditionColumn? _condition;
    private readonly bool _interleaved;
    private readonly int[] _outputs; // of each column
    private readonly int[] _offsets; // of each column

    /// <param name="model">it outlives this; disposed by its owner</param>
    /// <param name="columns">those that are added to rows</param>
    /// <param name="condition">the label; null: none</param>
    /// <param name="interleaved">whether the values of an image come in the order (height, width, channels)</param>
    public RowScorer(GenerativeModel model, IReadOnlyList<GenerativeColumn> columns, ConditionColumn? condition, bool interleaved)
    {
        _model = model;
        _interleaved = interleaved;
        _condition = condition;
        var outputs = model.Definition.Outputs;
        _outputs = [.. columns.Select(column => outputs.ToList().FindIndex(output => output.Name == column.Output))];
        _offsets = new int[columns.Count];
        for (int i = 0; i < _offsets.Length; i++)
        {
            _offsets[i] = OutputWidth;
            OutputWidth = checked(OutputWidth + outputs[_outputs[i]].Width);
        }
    }

    public int OutputWidth { get; }

    public Device Device => _model.Device;

    /// <summary>Where the values of a column begin.</summary>
    public int OffsetOf(int column) => _offsets[column];

    public void Score(Batch batch, ReadOnlySpan<bool> wanted, Span<float> outputs)
    {
        var definition = _model.Definition.Outputs;
        Span<bool> asked = stackalloc bool[definition.Count];
        for (int i = 0; i < wanted.Length; i++) asked[_outputs[i]] |= wanted[i];
        using var use = _model.Enter();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var results = new Tensor?[definition.Count];
        use.Module.Describe(batch, asked, results);
        for (int i = 0; i < wanted.Length; i++)
        {
            if (!wanted[i]) continue;
            int width = definition[_outputs[i]].Width;
            var values = new float[batch.Count * width];
            var result = results[_outputs[i]]!;
            if (_interleaved && result.dim() == 4) result = result.permute(0, 2, 3, 1); // (batch, height, width, channels)
            TensorValues.CopyTo(result, values);
            for (int row = 0; row < batch.Count; row++)
                values.AsSpan(row * width, width).CopyTo(outputs[(row * OutputWidth + _offsets[i])..]);
        }
        _condition?.Forget(batch, outputs, OutputWidth);
    }
}
