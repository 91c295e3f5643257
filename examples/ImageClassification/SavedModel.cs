using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.Display;
using Microsoft.ML.DeepModels.Examples.Images;

namespace Microsoft.ML.DeepModels.Examples.ImageClassification;

/// <summary>Uses a model file as another program would: a fresh context and nothing but the file.</summary>
public static class SavedModel
{
    private const int Shown = 10;
    private const float Tolerance = 1e-5f; // between one image at a time and many at once

    /// <summary>The scores of every row of a scored view.</summary>
    public static List<float[]> ScoresOf(MLContext mlContext, IDataView scored) =>
        [.. mlContext.Data.CreateEnumerable<ImagePrediction>(scored, reuseRowObject: false).Select(row => row.Score)];

    /// <summary>Loads the model, scores the images again, and predicts some of them one at a time.</summary>
    /// <exception cref="ExampleException">The loaded model's scores are not those of the trained one.</exception>
    public static void Check(string file, IReadOnlyList<LabeledImage> images, List<float[]> expected)
    {
        var mlContext = new MLContext();
        ITransformer model = mlContext.Model.Load(file, out DataViewSchema _);
        List<float[]> scores = ScoresOf(mlContext, model.Transform(mlContext.Data.LoadFromEnumerable(images)));
        if (!scores.Select(row => row.AsEnumerable()).Zip(expected, Enumerable.SequenceEqual).All(same => same) || scores.Count != expected.Count)
            throw new ExampleException($"The model loaded from {file} gives other scores than the one that was saved.");
        Console.WriteLine($"saved and loaded again: {file}, {new FileInfo(file).Length / 1024} KiB, all {scores.Count} scores are equal bit for bit");

        // The engine owns the model: disposing the engine frees it.
        using PredictionEngine<LabeledImage, ImagePrediction> engine = mlContext.Model.CreatePredictionEngine<LabeledImage, ImagePrediction>(model);
        Console.WriteLine("predictions, one image at a time:");
        for (int i = 0; i < Math.Min(Shown, images.Count); i++)
        {
            ImagePrediction prediction = engine.Predict(images[i]);
            float difference = prediction.Score.Zip(scores[i], (a, b) => MathF.Abs(a - b)).Max();
            if (!(difference <= Tolerance)) throw new ExampleException($"Image {i} scores differently by itself, by {difference}.");
            Console.WriteLine(Line.Of($"  {images[i].Label} is taken for {prediction.Class} with probability {prediction.Score.Max():F4}"));
        }
    }
}
