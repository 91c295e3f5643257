using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.Display;

namespace Microsoft.ML.DeepModels.Examples.Classes;

/// <summary>Uses a classifier's file as another program would: a fresh context and nothing but the file.</summary>
public static class SavedClassifier
{
    private const int Shown = 10;
    private const float Tolerance = 1e-5f; // between one row at a time and many at once

    /// <summary>The scores of every row of a scored view.</summary>
    public static List<float[]> ScoresOf(MLContext mlContext, IDataView scored) =>
        [.. mlContext.Data.CreateEnumerable<ClassPrediction>(scored, reuseRowObject: false).Select(row => row.Score)];

    /// <summary>Loads the model, scores rows again, and predicts some of them one at a time.</summary>
    /// <param name="file">the model's</param>
    /// <param name="kind">what a row is, for instance image</param>
    /// <param name="rows">to score</param>
    /// <param name="label">the class that a row is of</param>
    /// <param name="expected">the scores of the rows, by the model that was saved</param>
    /// <exception cref="ExampleException">The loaded model's scores are not those of the trained one.</exception>
    public static void Check<TRow>(string file, string kind, IReadOnlyList<TRow> rows, Func<TRow, string> label, List<float[]> expected)
        where TRow : class
    {
        var mlContext = new MLContext();
        ITransformer model = mlContext.Model.Load(file, out DataViewSchema _);
        List<float[]> scores = ScoresOf(mlContext, model.Transform(mlContext.Data.LoadFromEnumerable(rows)));
        if (!scores.Select(row => row.AsEnumerable()).Zip(expected, Enumerable.SequenceEqual).All(same => same) || scores.Count != expected.Count)
            throw new ExampleException($"The model loaded from {file} gives other scores than the one that was saved.");
        Console.WriteLine($"saved and loaded again: {file}, {new FileInfo(file).Length / 1024} KiB, all {scores.Count} scores are equal bit for bit");

        // The engine owns the model: disposing the engine frees it.
        using PredictionEngine<TRow, ClassPrediction> engine = mlContext.Model.CreatePredictionEngine<TRow, ClassPrediction>(model);
        Console.WriteLine($"predictions, one {kind} at a time:");
        for (int i = 0; i < Math.Min(Shown, rows.Count); i++)
        {
            ClassPrediction prediction = engine.Predict(rows[i]);
            float difference = prediction.Score.Zip(scores[i], (a, b) => MathF.Abs(a - b)).Max();
            if (!(difference <= Tolerance)) throw new ExampleException($"Row {i} scores differently by itself, by {difference}.");
            Console.WriteLine(Line.Of($"  {label(rows[i])} is taken for {prediction.Class} with probability {prediction.Score.Max():F4}"));
        }
    }
}
