using System.Diagnostics;

namespace Microsoft.ML.DeepModels.Benchmarks.Harness;

/// <summary>What a user does: Fit and Transform on a data view, from the first row to the last.</summary>
internal sealed class ViewRuns : IDisposable
{
    private readonly MLContext _mlContext = new(1);
    private readonly ReferenceCase _case;
    private readonly IDataView _view;
    private ITransformer? _model;

    public ViewRuns(ReferenceCase reference)
    {
        _case = reference;
        _view = BenchmarkViews.Create(_mlContext, reference.Rows, reference.Shape);
    }

    /// <summary>A whole Fit: reading the rows, building the network, some epochs.</summary>
    public double FitSamplesPerSecond(int epochs)
    {
        Dispose();
        IEstimator<ITransformer> trainer = _case.Trainer(_mlContext, epochs);
        var watch = Stopwatch.StartNew();
        _model = trainer.Fit(_view);
        return (double)epochs * _case.Rows / watch.Elapsed.TotalSeconds;
    }

    /// <summary>The scores of all rows, several times.</summary>
    public double ScoreRowsPerSecond(int passes)
    {
        var watch = Stopwatch.StartNew();
        int rows = 0;
        for (int pass = 0; pass < passes; pass++) rows += BenchmarkViews.ReadAll(_model!.Transform(_view), "Score");
        return rows / watch.Elapsed.TotalSeconds;
    }

    public void Dispose() => (_model as IDisposable)?.Dispose();
}
