using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Layers.Recurrence;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>A recurrent layer without gates; see <see cref="Layer.SimpleRnn"/>.</summary>
public sealed record SimpleRnnLayer : RecurrentLayer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public SimpleRnnLayer(int units, Activation activation = Activation.Tanh, bool returnSequences = false, bool bidirectional = false, int layers = 1, double dropout = 0)
        : base(units, returnSequences, bidirectional, layers, dropout)
    {
        if (activation is not (Activation.Tanh or Activation.Relu))
            throw new ArgumentOutOfRangeException(nameof(activation), $"activation must be Tanh or Relu, got {activation}.");
        Activation = activation;
    }

    /// <summary>The function of the state: <see cref="Activation.Tanh"/> or <see cref="Activation.Relu"/>.</summary>
    public new Activation Activation { get; }

    internal override CellKind Kind => Activation == Activation.Tanh ? CellKind.Tanh : CellKind.Relu;

    private protected override string Name => "SimpleRnn";
}
