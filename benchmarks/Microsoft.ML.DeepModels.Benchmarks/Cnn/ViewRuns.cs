using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.ConvolutionalNetwork;

namespace Microsoft.ML.DeepModels.Benchmarks.Cnn;

/// <summary>What a user does: Fit and Transform on a data view, from the first row to the last.</summary>
internal sealed class ViewRuns : IDisposable
{
    public const int Epochs = 5, ScoringPasses = 4, ScoredRows = ScoringPasses * ReferenceCase.Rows;

    private readonly MLContext _mlContext = new(1);
    private readonly IDataView _view;
    private ConvolutionalNetworkTransformer? _model;

    public ViewRuns()
    {
        var random = new Random(1);
        var rows = new List<ImageRow>(ReferenceCase.Rows);
        for (int i = 0; i < ReferenceCase.Rows; i++)
        {
            float[] pixels = new float[ReferenceCase.Shape.ElementCount];
            for (int j = 0; j < pixels.Length; j++) pixels[j] = random.NextSingle();
            rows.Add(new ImageRow { Features = pixels, Label = (uint)random.Next(ReferenceCase.Classes) });
        }
        _view = _mlContext.Data.LoadFromEnumerable(rows);
    }

    /// <summary>A whole Fit: reading the rows, building the network, some epochs.</summary>
    public double FitSamplesPerSecond()
    {
        _model?.Dispose();
        var trainer = _mlContext.MulticlassClassification.Trainers.ConvolutionalNetwork(
            new ConvolutionalNetworkTrainer.Options { Epochs = Epochs, BatchSize = ReferenceCase.BatchSize, Seed = 1 });
        var watch = Stopwatch.StartNew();
        _model = trainer.Fit(_view);
        return (double)Epochs * ReferenceCase.Rows / watch.Elapsed.TotalSeconds;
    }

    /// <summary>The scores of all rows, several times.</summary>
    public double ScoreRowsPerSecond()
    {
        var watch = Stopwatch.StartNew();
        int rows = 0;
        for (int pass = 0; pass < ScoringPasses; pass++) rows += ScoreAll();
        return rows / watch.Elapsed.TotalSeconds;
    }

    public void Dispose() => _model?.Dispose();

    private int ScoreAll()
    {
        IDataView scored = _model!.Transform(_view);
        DataViewSchema.Column column = scored.Schema["Score"];
        using DataViewRowCursor cursor = scored.GetRowCursor([column]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> score = default;
        int rows = 0;
        for (; cursor.MoveNext(); rows++) getter(ref score);
        return rows;
    }
}
