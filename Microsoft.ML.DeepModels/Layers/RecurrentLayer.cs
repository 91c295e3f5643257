using Microsoft.ML.DeepModels.Layers.Recurrence;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>What <see cref="LstmLayer"/>, <see cref="GruLayer"/> and <see cref="SimpleRnnLayer"/> share: a state that goes from step to step.</summary>
public abstract record RecurrentLayer : Layer
{
    private protected RecurrentLayer(int units, bool returnSequences, bool bidirectional, int layers, double dropout)
    {
        Units = AtLeast(1, units, nameof(units));
        ReturnSequences = returnSequences;
        Bidirectional = bidirectional;
        Layers = AtLeast(1, layers, nameof(layers));
        if (!(dropout >= 0 && dropout < 1))
            throw new ArgumentOutOfRangeException(nameof(dropout), FormattableString.Invariant($"dropout must be at least 0 and below 1, got {dropout}."));
        if (dropout > 0 && layers == 1)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"dropout acts between stacked layers, got {dropout} with one layer. Use more layers, or Layer.Dropout after this one."), nameof(dropout));
        }
        Dropout = dropout;
    }

    /// <summary>The length of the state.</summary>
    public int Units { get; }

    /// <summary>Whether the result has the state of every timestep, or only the last.</summary>
    public bool ReturnSequences { get; }

    /// <summary>Whether a second state goes from the last step to the first.</summary>
    public bool Bidirectional { get; }

    /// <summary>How many such layers are stacked.</summary>
    public int Layers { get; }

    /// <summary>The rate of dropout between stacked layers, in [0, 1).</summary>
    public new double Dropout { get; }

    internal abstract CellKind Kind { get; }

    private protected abstract string Name { get; }

    private int OutputFeatures => Bidirectional ? checked(2 * Units) : Units;

    /// <summary>For instance <c>Lstm(50)</c>.</summary>
    public sealed override string ToString() => $"{Name}({Units})";

    internal sealed override TensorShape InferShape(TensorShape input, string origin)
    {
        var (steps, _) = Sequence(input, origin);
        if (Units > int.MaxValue / 2 / Math.Max(steps, 1))
            throw Refuse($"a result of at most {int.MaxValue} values", $"{Math.Max(steps, 1)} steps of {(Bidirectional ? 2L : 1) * Units} values", origin, "Use fewer units.");
        return ReturnSequences ? new TensorShape(steps, OutputFeatures) : new TensorShape(OutputFeatures);
    }

    internal sealed override long CountParameters(TensorShape input)
    {
        long count = 0, features = input[1];
        for (int layer = 0; layer < Layers; layer++)
        {
            long one = checked((long)RecurrentWeights.Gates(Kind) * Units * (features + Units + 2));
            count = checked(count + (Bidirectional ? 2 : 1) * one);
            features = OutputFeatures;
        }
        return count;
    }

    internal sealed override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) => new RecurrentModule(this, input[1], context);
}
