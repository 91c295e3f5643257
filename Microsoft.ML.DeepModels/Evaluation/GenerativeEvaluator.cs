using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.Runtime;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Evaluation;

/// <summary>From views to <see cref="GenerativeEvaluation"/>. What I own: the rows as tensors, while it runs.</summary>
internal sealed class GenerativeEvaluator
{
    private readonly IHost _host;
    private readonly int _neighbours;
    private readonly int _seed;

    /// <param name="env">tells the device, and when nobody waits any more</param>
    /// <param name="neighbours">which neighbour the radius of a row reaches, at least 1</param>
    /// <param name="seed">of the random halves</param>
    public GenerativeEvaluator(IHostEnvironment env, int neighbours, int seed)
    {
        if (neighbours < 1) throw new ArgumentOutOfRangeException(nameof(neighbours), neighbours, $"neighbours must be 1 or above, got {neighbours}.");
        _host = env.Register(nameof(GenerativeEvaluator));
        _neighbours = neighbours;
        _seed = seed;
    }

    /// <param name="generated">generated rows</param>
    /// <param name="real">real rows</param>
    /// <param name="reference">other real rows; null: the floor is that of two halves</param>
    /// <param name="featureColumnName">the column that is compared</param>
    public GenerativeEvaluation Evaluate(IDataView generated, IDataView real, IDataView? reference, string featureColumnName)
    {
        var generatedColumn = new ComparedColumn(generated, featureColumnName, "generated");
        var realColumn = new ComparedColumn(real, featureColumnName, "real");
        generatedColumn.CheckLike(realColumn);
        var referenceColumn = reference is null ? null : new ComparedColumn(reference, featureColumnName, "reference");
        referenceColumn?.CheckLike(realColumn);

        using var scope = torch.NewDisposeScope();
        var realRows = Read(realColumn, "real");
        var generatedRows = Read(generatedColumn, "generated");
        var referenceRows = referenceColumn is null ? null : Read(referenceColumn, "reference");
        var centre = realRows.mean([0L]); // (width)
        using var realSet = new SampleSet(realRows, centre);
        using var generatedSet = new SampleSet(generatedRows, centre);
        using var realPairs = Neighbourhoods.Of(realSet, _neighbours, CheckAlive);
        return new GenerativeEvaluation
        {
            Metrics = GenerativeComparison.Compare(generatedSet, realSet, realPairs, _neighbours, CheckAlive),
            Floor = referenceRows is null ? Halves(realRows, centre) : Reference(referenceRows, centre, realSet, realPairs)
        };
    }

    private Tensor Read(ComparedColumn column, string role)
    {
        var rows = column.Read(Devices.Resolve(HostSettings.GpuDeviceId(_host), HostSettings.FallbackToCpu(_host)), CheckAlive);
        if (_neighbours < rows.shape[0]) return rows;
        throw new ArgumentOutOfRangeException("neighbours", _neighbours,
            $"neighbours must be below the number of rows, got {_neighbours} and {rows.shape[0]} {role} rows. Give more rows, or fewer neighbours.");
    }

    private GenerativeMetrics Reference(Tensor rows, Tensor centre, SampleSet real, Neighbourhoods realPairs)
    {
        using var set = new SampleSet(rows, centre);
        return GenerativeComparison.Compare(set, real, realPairs, _neighbours, CheckAlive);
    }

    private GenerativeMetrics? Halves(Tensor rows, Tensor centre)
    {
        int[] order = [.. Enumerable.Range(0, checked((int)rows.shape[0]))];
        int half = order.Length / 2;
        if (half < Math.Max(2, _neighbours + 1)) return null;
        new Shuffler(Seeds.Derive((ulong)_seed, "halves")).Shuffle(order);
        using var first = Pick(rows, order.AsSpan(0, half), centre);
        using var second = Pick(rows, order.AsSpan(half, half), centre);
        using var pairs = Neighbourhoods.Of(second, _neighbours, CheckAlive);
        return GenerativeComparison.Compare(first, second, pairs, _neighbours, CheckAlive);
    }

    private static SampleSet Pick(Tensor rows, ReadOnlySpan<int> indices, Tensor centre)
    {
        using var scope = torch.NewDisposeScope();
        long[] chosen = new long[indices.Length];
        for (int i = 0; i < chosen.Length; i++) chosen[i] = indices[i];
        return new SampleSet(rows.index_select(0, torch.tensor(chosen, torch.ScalarType.Int64, rows.device)), centre);
    }

    private void CheckAlive()
    {
        if (HostSettings.IsCanceled(_host)) throw new OperationCanceledException("Operation was canceled.");
    }
}
