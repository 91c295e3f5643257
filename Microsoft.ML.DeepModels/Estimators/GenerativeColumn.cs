using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Scoring;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>A column that a generative model adds to rows: an output of its network, or whether that is above a threshold.</summary>
/// <param name="Name">the column's name</param>
/// <param name="Output">the name of the network's output</param>
/// <param name="Threshold">not null: the column is Boolean, true above it</param>
/// <param name="IsAnomalyScore">whether ML.NET is to know it as the score, or predicted label, of an anomaly detector</param>
internal sealed record GenerativeColumn(string Name, string Output, float? Threshold = null, bool IsAnomalyScore = false)
{
    /// <summary>The column as an estimator promises it.</summary>
    /// <param name="isScalar">whether the output is a single number</param>
    public SchemaShape.Column Promise(bool isScalar) => SchemaColumns.Create(Name,
        isScalar ? SchemaShape.Column.VectorKind.Scalar : SchemaShape.Column.VectorKind.Vector,
        Threshold is null ? NumberDataViewType.Single : BooleanDataViewType.Instance,
        annotations: IsAnomalyScore ? SchemaColumns.ScoreAnnotations() : null);

    /// <summary>The column as the network's outputs fill it.</summary>
    /// <param name="output">of the network</param>
    /// <param name="offset">of its first value</param>
    /// <param name="scoreSet">the number of the set of scores</param>
    /// <param name="order">of the values of an image</param>
    public ScoredColumn Scored(NetworkOutput output, int offset, uint scoreSet, ChannelOrder order)
    {
        var annotations = IsAnomalyScore
            ? ScoreAnnotations.Start(scoreSet, AnnotationNames.Values.AnomalyDetection,
                Threshold is null ? AnnotationNames.Values.Score : AnnotationNames.Values.PredictedLabel).ToAnnotations()
            : null;
        if (Threshold is { } threshold) return new AboveScoreColumn(Name, offset, threshold, annotations);
        if (output.Shape is not { } shape) return new ScalarScoreColumn(Name, offset, annotations);
        int[] dimensions = shape.IsImage && order == ChannelOrder.ChannelsLast ? [shape[1], shape[2], shape[0]] : shape.ToArray();
        return new VectorScoreColumn(Name, offset, new VectorDataViewType(NumberDataViewType.Single, dimensions), annotations);
    }

    public JsonObject ToJson() => new() { ["name"] = Name, ["output"] = Output, ["threshold"] = Threshold, ["anomaly"] = IsAnomalyScore };

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static GenerativeColumn FromJson(JsonNode? json, IReadOnlyList<NetworkOutput> outputs)
    {
        try
        {
            string output = json!["output"]!.GetValue<string>();
            if (!outputs.Any(o => o.Name == output)) throw new FormatException($"the network has no output '{output}'");
            return new GenerativeColumn(json["name"]!.GetValue<string>(), output, json["threshold"]?.GetValue<float>(), json["anomaly"]!.GetValue<bool>());
        }
        catch (Exception e) when (e is NullReferenceException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"An added column of the model cannot be read: {e.Message}", e);
        }
    }
}
