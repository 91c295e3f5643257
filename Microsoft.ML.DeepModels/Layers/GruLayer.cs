using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Layers.Recurrence;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Gated recurrent units; see <see cref="Layer.Gru"/>.</summary>
public sealed record GruLayer : RecurrentLayer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public GruLayer(int units, bool returnSequences = false, bool bidirectional = false, int layers = 1, double dropout = 0)
        : base(units, returnSequences, bidirectional, layers, dropout)
    {
    }

    internal override CellKind Kind => CellKind.Gru;

    private protected override string Name => "Gru";
}
