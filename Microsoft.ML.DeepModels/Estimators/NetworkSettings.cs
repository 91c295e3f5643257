using System.Text.Json.Nodes;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>What a fitted network needs besides its weights in order to score: columns, layout of the input, task.</summary>
internal sealed record NetworkSettings(string FeatureColumnName, ChannelOrder ChannelOrder, int ScoringBatchSize, PredictionTask Task)
{
    public void Describe(ModelDescription description, NetworkDefinition network)
    {
        description.Set("featureColumn", FeatureColumnName);
        description.Set("channelOrder", ChannelOrder.ToString());
        description.Set("scoringBatchSize", ScoringBatchSize);
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
        var settings = new NetworkSettings(description.GetText("featureColumn"), Enum.Parse<ChannelOrder>(order), batchSize, task);
        NetworkDefinition definition;
        try
        {
            definition = NetworkDefinition.FromJson(description.Get("network").ToJsonString());
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new InvalidDataException($"The network in the model file is not legal: {e.Message}", e);
        }
        if (definition.OutputShape.ElementCount != task.OutputCount)
            throw new InvalidDataException($"The network has {definition.OutputShape} outputs for {task.OutputCount}: the file is damaged.");
        ModelWeights.CheckSize(reader, definition.ParameterCount);
        // A model never says where it was trained: it loads on whatever this machine has.
        var device = Devices.Resolve(HostSettings.GpuDeviceId(env), HostSettings.FallbackToCpu(env));
        // The weights that are drawn here are overwritten at once.
        using var generator = new TorchSharp.torch.Generator(0);
        var module = LayerStack.Create(definition, new ModuleContext(generator, generator, device));
        try
        {
            ModelWeights.Read(reader, module);
        }
        catch
        {
            module.Dispose();
            throw;
        }
        return (new NetworkModel(definition, module, device, task.Activation), settings);
    }
}
