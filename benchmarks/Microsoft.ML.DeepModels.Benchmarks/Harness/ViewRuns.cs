using System.Diagnostics;
using Microsoft.ML.Data;

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
        var random = new Random(1);
        var rows = new List<BenchmarkRow>(reference.Rows);
        for (int i = 0; i < reference.Rows; i++)
        {
            float[] features = new float[reference.Shape.ElementCount];
            for (int j = 0; j < features.Length; j++) features[j] = random.NextSingle();
            rows.Add(new BenchmarkRow { Features = features, Label = (uint)random.Next(ReferenceCase.Classes) });
        }
        SchemaDefinition schema = SchemaDefinition.Create(typeof(BenchmarkRow));
        schema[nameof(BenchmarkRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, reference.Shape.ToArray());
        _view = _mlContext.Data.LoadFromEnumerable(rows, schema);
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
        for (int pass = 0; pass < passes; pass++) rows += ScoreAll();
        return rows / watch.Elapsed.TotalSeconds;
    }

    public void Dispose() => (_model as IDisposable)?.Dispose();

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
