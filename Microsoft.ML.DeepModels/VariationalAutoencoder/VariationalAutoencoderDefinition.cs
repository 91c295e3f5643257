using System.Text.Json.Nodes;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.VariationalAutoencoder;

/// <summary>A variational autoencoder as data.</summary>
/// <param name="Encoder">(row, and the condition beside it) to means and logarithms of variances, side by side</param>
/// <param name="Decoder">(latent vector, and the condition beside it) to what the likelihood makes a row of</param>
/// <param name="LatentSize">the length of the latent vector</param>
/// <param name="DataShape">the shape of a row</param>
/// <param name="Classes">of the condition; 0: none</param>
/// <param name="Likelihood">of a row, given what the decoder made</param>
/// <param name="ScoringBound">of which the model tells the negative</param>
/// <param name="Scale">what the values of rows are divided by for the networks, above 0</param>
/// <param name="Offset">what is taken off before</param>
internal sealed record VariationalAutoencoderDefinition(NetworkDefinition Encoder, NetworkDefinition Decoder, int LatentSize, TensorShape DataShape, int Classes,
    VariationalLikelihood Likelihood, VariationalBound ScoringBound, double Scale = 1, double Offset = 0) : GenerativeDefinition(DataShape, LatentSize, Classes)
{
    /// <summary>The names of the outputs.</summary>
    public const string LatentOutput = "latent", LogVarianceOutput = "logVariance", ReconstructionOutput = "reconstruction", ErrorOutput = "reconstructionError", ElboOutput = "negativeElbo";

    /// <summary>The places of the outputs.</summary>
    public const int LatentIndex = 0, LogVarianceIndex = 1, ReconstructionIndex = 2, ErrorIndex = 3, ElboIndex = 4;

    public override IReadOnlyList<NetworkOutput> Outputs { get; } =
    [
        new(LatentOutput, new TensorShape(LatentSize)),
        new(LogVarianceOutput, new TensorShape(LatentSize)),
        new(ReconstructionOutput, DataShape),
        new(ErrorOutput, null),
        new(ElboOutput, null)
    ];

    public override long ParameterCount => checked(Encoder.ParameterCount + Decoder.ParameterCount + (Likelihood.LearnsVariance ? 1 : 0));

    public override EncoderPart? Encoding => new(Encoder, VariationalAutoencoderNetwork.EncoderName, LatentSize, Scale, Offset);

    public override GenerativeNetwork Create(ModuleContext context) => new VariationalAutoencoderNetwork(this, context);

    public override JsonObject ToJson() => new()
    {
        ["encoder"] = JsonNode.Parse(Encoder.ToJson()),
        ["decoder"] = JsonNode.Parse(Decoder.ToJson()),
        ["latentSize"] = LatentSize,
        ["classes"] = Classes,
        ["likelihood"] = Likelihood.ToJson(),
        ["scoringBound"] = ScoringBound.ToJson(),
        ["scale"] = Scale,
        ["offset"] = Offset
    };

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static VariationalAutoencoderDefinition FromJson(JsonNode json)
    {
        try
        {
            var encoder = NetworkDefinition.FromJson(json["encoder"]!.ToJsonString());
            var decoder = NetworkDefinition.FromJson(json["decoder"]!.ToJsonString());
            double scale = json["scale"]!.GetValue<double>(), offset = json["offset"]!.GetValue<double>();
            if (!(scale > 0 && double.IsFinite(scale) && double.IsFinite(offset))) throw new FormatException($"rows cannot be scaled by {scale} and {offset}");
            int latent = json["latentSize"]!.GetValue<int>(), classes = json["classes"]!.GetValue<int>();
            var data = decoder.OutputShape;
            if (latent < 1 || classes < 0 || encoder.OutputShape.Count != 1 || encoder.OutputShape[0] != 2L * latent || decoder.InputShape[0] != (long)latent + classes
                || decoder.InputShape.Count != 1 || !encoder.InputShape.Equals(WithCondition(data, classes)))
            {
                throw new FormatException($"an encoder from {encoder.InputShape} to {encoder.OutputShape} and a decoder from {decoder.InputShape} to {data} do not fit {latent} latent variables and {classes} classes");
            }
            return new VariationalAutoencoderDefinition(encoder, decoder, latent, data, classes,
                VariationalLikelihood.FromJson(json["likelihood"]!), VariationalBound.FromJson(json["scoringBound"]!), scale, offset);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NullReferenceException or InvalidOperationException)
        {
            throw new InvalidDataException($"The network in the model file is not legal: {e.Message}", e);
        }
    }

    public override string ToString() => $"encoder {Encoder}, decoder {Decoder}, likelihood {Likelihood}";
}
