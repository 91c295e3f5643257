using System.IO.Compression;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Interop;

namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>Takes the first layers, with their weights, out of models that were trained with this library.</summary>
internal static class SavedModel
{
    /// <param name="model">a model, or a pipeline that has one: then of its last</param>
    /// <param name="layers">how many, 1 to all; null: all before the output layer, if there is one, or a whole encoder</param>
    /// <exception cref="ArgumentException">There is no such model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The model has fewer layers.</exception>
    public static NetworkSnapshot Snapshot(ITransformer model, int? layers) => Last(model) switch
    {
        NetworkTransformer network => network.Snapshot(layers),
        GenerativeNetworkTransformer generative => generative.Snapshot(layers),
        _ => throw new ArgumentException($"{model.GetType().Name} holds no network of this library. Give a fitted convolutional or recurrent network, a transfer model, " +
            "a variational autoencoder, or a pipeline that has one.", nameof(model))
    };

    /// <inheritdoc cref="Snapshot(ITransformer, int?)"/>
    /// <param name="path">of a file that <c>mlContext.Model.Save</c> wrote</param>
    /// <param name="layers">how many, 1 to all; null: all before the output layer, if there is one, or a whole encoder</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or no model file.</exception>
    public static NetworkSnapshot Snapshot(string path, int? layers)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no model file '{Path.GetFullPath(path)}'. Give the path of a file that mlContext.Model.Save wrote.", path);
        var model = Load(path);
        try
        {
            return Snapshot(model, layers);
        }
        finally
        {
            Dispose(model);
        }
    }

    /// <summary>Whether a file is a model of this library, rather than a file of weights. One that cannot be read is none.</summary>
    public static bool Is(string path)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            return zip.Entries.Any(entry => entry.Name == ModelLoader.DescriptionEntry);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static ITransformer Load(string path)
    {
        try
        {
            return new MLContext().Model.Load(path, out _);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new InvalidDataException(
                $"'{Path.GetFullPath(path)}' cannot be read as a model file: {e.Message} Give a file that mlContext.Model.Save wrote; PyTorch's weights are read by WithWeights of an architecture.", e);
        }
    }

    private static ITransformer? Last(ITransformer model) => model switch
    {
        NetworkTransformer or GenerativeNetworkTransformer => model,
        IEnumerable<ITransformer> chain => chain.Reverse().Select(Last).FirstOrDefault(found => found is not null),
        _ => null
    };

    private static void Dispose(ITransformer model)
    {
        if (model is IDisposable disposable) disposable.Dispose();
        else if (model is IEnumerable<ITransformer> chain) foreach (var transformer in chain) Dispose(transformer);
    }
}
