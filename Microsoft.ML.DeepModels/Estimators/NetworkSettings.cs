using System.Text.Json.Nodes;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>What a fitted network needs besides its weights in order to score: columns, layout of the input, task.</summary>
/// <param name="FeatureColumnName">the column of features</param>
/// <param name="ChannelOrder">of images in vectors</param>
/// <param name="ScoringBatchSize">rows of a forward pass</param>
/// <param name="Task">what the outputs mean</param>
/// <param name="Tokens">what the tokens are; null where the features are no tokens</param>
/// <param name="Views">of which the mean score is taken; null: the image alone</param>
internal sealed record NetworkSettings(
    string FeatureColumnName, ChannelOrder ChannelOrder, int ScoringBatchSize, PredictionTask Task, TokenSet? Tokens = null, TestTimeAugmentation? Views = null)
{
    /// <summary>The format that knows <see cref="Views"/>: a library that does not would score without them, and say nothing.</summary>
    private const int FormatWithViews = 2;

    public void Describe(ModelDescription description, NetworkDefinition network)
    {
        description.Set("featureColumn", FeatureColumnName);
        description.Set("channelOrder", ChannelOrder.ToString());
        description.Set("scoringBatchSize", ScoringBatchSize);
        if (Tokens is { } tokens)
        {
            description.Set("vocabulary", tokens.Count);
            description.Set("tokenFingerprint", tokens.Fingerprint);
        }
        if (Views is { } views)
        {
            description.RequireFormat(FormatWithViews);
            description.Set("testTimeAugmentation", new JsonObject { ["horizontalFlip"] = views.HorizontalFlip, ["fiveCrops"] = views.FiveCrops });
        }
        Task.Describe(description);
        description.Set("network", JsonNode.Parse(network.ToJson()));
    }

    /// <summary>Reads a model that <see cref="Describe"/> and <see cref="ModelWeights"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static (NetworkModel Model, NetworkSettings Settings) Read(IHostEnvironment env, IModelReader reader)
    {
        var description = ModelDescription.Read(reader);
        var task = PredictionTask.Read(description);
        string order = description.GetText("channelOrder");
        if (!Enum.GetNames<ChannelOrder>().Contains(order)) throw new InvalidDataException($"The model's channel order is '{order}': it is damaged.");
        int batchSize = description.GetInteger("scoringBatchSize");
        if (batchSize < 1) throw new InvalidDataException($"The model's scoring batch size is {batchSize}: it is damaged.");
        int? vocabulary = description.Find("vocabulary") is null ? null : description.GetInteger("vocabulary");
        if (vocabulary < 1) throw new InvalidDataException($"The model's vocabulary has {vocabulary} tokens: it is damaged.");
        var settings = new NetworkSettings(description.GetText("featureColumn"), Enum.Parse<ChannelOrder>(order), batchSize, task,
            vocabulary is { } count ? new TokenSet(count, description.Find("tokenFingerprint") is null ? null : description.GetText("tokenFingerprint")) : null,
            ReadViews(description));
        var model = NetworkModel.Read(env, reader, description, task.OutputCount, task.Activation);
        try
        {
            CheckTokens(model.Definition, vocabulary);
            if (settings.Views is not null && !model.Definition.InputShape.IsImage)
                throw new InvalidDataException($"The model scores views of images, but its network takes {model.Definition.InputShape}: the file is damaged.");
        }
        catch
        {
            model.Dispose();
            throw;
        }
        return (model, settings);
    }

    private static TestTimeAugmentation? ReadViews(ModelDescription description)
    {
        if (description.Find("testTimeAugmentation") is not { } json) return null;
        if (json is JsonObject views && views["horizontalFlip"] is JsonValue flip && flip.TryGetValue(out bool flipped)
            && views["fiveCrops"] is JsonValue crops && crops.TryGetValue(out double side) && side is >= 0 and < 1)
        {
            return new TestTimeAugmentation { HorizontalFlip = flipped, FiveCrops = side };
        }
        throw new InvalidDataException($"The model's test-time augmentation is {json.ToJsonString()}: it is damaged.");
    }

    // An index beyond the embedding would be found out by libtorch, in the middle of scoring.
    private static void CheckTokens(NetworkDefinition network, int? vocabulary)
    {
        bool tokens = network.InputShape is { Count: 1, HasVariableLength: true };
        if (tokens != vocabulary is not null)
            throw new InvalidDataException($"The network takes {network.InputShape}, and the model has {(vocabulary is null ? "no" : "a")} vocabulary: the file is damaged.");
        if (vocabulary is not { } count) return;
        try
        {
            foreach (var layer in network.Layers) layer.WithVocabulary(count);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The network in the model file does not fit its vocabulary: {e.Message}", e);
        }
    }
}
