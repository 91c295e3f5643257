using System.Text.Json.Serialization;
using Microsoft.ML.DeepModels.Layers.Recurrence;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Long short-term memory; see <see cref="Layer.Lstm"/>.</summary>
public sealed record LstmLayer : RecurrentLayer
{
    /// <summary>Creates the layer.</summary>
    [JsonConstructor]
    public LstmLayer(int units, bool returnSequences = false, bool bidirectional = false, int layers = 1, double dropout = 0)
        : base(units, returnSequences, bidirectional, layers, dropout)
    {
    }

    internal override CellKind Kind => CellKind.Lstm;

    private protected override string Name => "Lstm";
}
