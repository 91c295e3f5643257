using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.Images;

namespace Microsoft.ML.DeepModels.Examples.Generative;

/// <summary>Uses a generative model's file as another program would: a fresh context and nothing but the file.</summary>
internal static class SavedGenerator
{
    /// <summary>Loads the model and makes images with it.</summary>
    /// <param name="file">the model's</param>
    /// <param name="saved">the model that was saved</param>
    /// <param name="count">how many images</param>
    /// <param name="seed">of the random numbers that they are made of</param>
    /// <exception cref="ExampleException">The loaded model makes other images than the one that was saved.</exception>
    public static List<float[]> Samples(string file, GenerativeTransformer saved, int count, int seed)
    {
        var model = (GenerativeTransformer)new MLContext().Model.Load(file, out DataViewSchema _);
        using (model)
        {
            List<float[]> images = Images(model, count, seed);
            if (!images.Zip(Images(saved, count, seed), Enumerable.SequenceEqual).All(same => same))
                throw new ExampleException($"The model loaded from {file} makes other images than the one that was saved.");
            Console.WriteLine($"saved and loaded again: {file}, {new FileInfo(file).Length / 1024} KiB, it makes the same images bit for bit");
            return images;
        }
    }

    private static List<float[]> Images(GenerativeTransformer model, int count, int seed) =>
        [.. model.Generate(count, seed).GetColumn<float[]>(nameof(LabeledPixels.Features))];
}
