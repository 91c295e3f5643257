using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>A backbone of one of torchvision's architectures, with weights from a file.</summary>
/// <param name="architecture">the architecture</param>
/// <param name="path">of the file, or of a folder that has it; null: where such files are looked for</param>
/// <param name="random">whether the weights are drawn at random, and no file is looked for</param>
internal sealed class ArchitectureSource(Architecture architecture, string? path, bool random) : BackboneSource
{
    public override string Name => architecture.Name;

    public override TensorShape InputShape => architecture.InputShape;

    public override IReadOnlyList<float> Mean => architecture.Mean;

    public override IReadOnlyList<float> StandardDeviation => architecture.StandardDeviation;

    public override int FeatureWidth => architecture.FeatureWidth;

    public override bool IsTrained => !random;

    /// <summary>The same architecture with other weights.</summary>
    public ArchitectureSource With(string? otherPath, bool randomWeights) => new(architecture, otherPath, randomWeights);

    /// <summary>The file of weights; null where there is none, or none is needed.</summary>
    public string? Find() => random ? null : Search().Found;

    /// <summary>Downloads the published file into the user's cache, unless it is found already.</summary>
    /// <returns>the path of the file</returns>
    public string Download(IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        var places = WeightPlaces.Default;
        var search = new WeightSearch(architecture.Name, architecture.Published, path, places);
        if (search.Found is { } found) return found;
        if (places.Cache is not { } cache) throw new IOException("This user has no folder for data of programs, into which weights could be downloaded. " + search.NotFound(null).Message);
        using var download = new WeightDownload();
        return download.RunAsync(architecture.Published, cache, search.Looked, progress, cancel).GetAwaiter().GetResult();
    }

    public override Func<TensorShape, BackboneNetwork> Locate(bool allowDownload, IChannel? channel, CancellationToken cancel)
    {
        string? file = null;
        if (!random)
        {
            var search = Search();
            file = search.Found;
            if (file is null && (!allowDownload || path is not null)) throw search.NotFound($"Backbone.Named(\"{architecture.Name}\").DownloadWeights() or AllowDownload = true in the options");
            if (file is null)
            {
                channel?.Info(MessageSensitivity.None,
                    FormattableString.Invariant($"Downloading the weights of {architecture.Name} ({architecture.Published.Megabytes:0.#} MiB) from {architecture.Published.Address}."));
                file = Download(channel is null ? null : new DownloadLog(channel), cancel);
            }
        }
        return input =>
        {
            var layers = architecture.Build(input);
            return new BackboneNetwork(layers.Layers, layers.Blocks, module => Load(file, layers, module));
        };
    }

    private WeightSearch Search() => new(architecture.Name, architecture.Published, path, WeightPlaces.Default);

    private void Load(string? file, BackboneLayers layers, nn.Module module)
    {
        if (file is null) return;
        if (SavedModel.Is(file))
        {
            FromModel(file, layers, module);
            return;
        }
        using var weights = StateDictionary.Open(file);
        var targets = NamedTensor.Of(module).Where(weight => layers.Names.ContainsKey(weight.Name)).Select(weight => (weight.Name, weight.Tensor)).ToList();
        WeightReading.Read(weights, targets, layers.Names, architecture.Top, architecture.Rename, layers.FirstWeight, layers.Positions, architecture.Name);
    }

    /// <summary>Takes the weights of a model of this library that begins with these layers.</summary>
    private void FromModel(string file, BackboneLayers layers, nn.Module module)
    {
        NetworkSnapshot? snapshot = null;
        try
        {
            snapshot = SavedModel.Snapshot(file, layers.Layers.Count);
        }
        catch (ArgumentException) // fewer layers, or none
        {
        }
        var own = NamedTensor.Of(module).Where(weight => layers.Names.ContainsKey(weight.Name));
        bool fits = snapshot is not null && snapshot.Layers.SequenceEqual(layers.Layers)
            && own.All(weight => snapshot.Weights.TryGetValue(weight.Name, out var values) && values.Length == weight.Tensor.NumberOfElements);
        if (!fits)
        {
            throw new InvalidDataException($"The model in '{Path.GetFullPath(file)}' does not begin with the layers of {architecture.Name} for this size and number of channels of images" +
                $"{(snapshot is null ? "" : $", but with {string.Join(" -> ", snapshot.Layers.Take(4))} ...")}. Take it as it is by Backbone.FromModel, or give weights of {architecture.Name}.");
        }
        snapshot!.CopyTo(module);
    }
}
