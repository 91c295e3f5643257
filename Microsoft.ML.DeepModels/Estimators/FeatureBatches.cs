using Microsoft.ML.DeepModels.Tensors;
using Device = TorchSharp.torch.Device;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// Batches of what frozen layers make of rows. Each row goes through these layers once a view; the epochs take the views in turn. I own what is kept; batches
/// belong to the loop that asks for them.
/// </summary>
internal sealed class FeatureBatches : IDisposable
{
    private readonly FeatureView[] _training;
    private readonly FeatureView _validation;
    private readonly NetworkBatches _rows;
    private readonly Func<Batch, Tensor> _compute;
    private readonly FeatureBatchOptions _options;
    private bool _rowsAreDone;

    /// <param name="rows">where rows come from</param>
    /// <param name="compute">what the frozen layers make of a batch; the result is the caller's, and in no dispose scope</param>
    /// <param name="options">how they are kept</param>
    /// <param name="counts">the number of training rows and of rows to judge by, at most</param>
    /// <exception cref="IOException">There is no room for them on disk.</exception>
    public FeatureBatches(NetworkBatches rows, Func<Batch, Tensor> compute, FeatureBatchOptions options, (long Training, long Validation) counts)
    {
        _rows = rows;
        _compute = compute;
        _options = options;
        int rowBytes = options.RowBytes;
        bool disk = options.Cache == FeatureCache.Disk
            || options.Cache == FeatureCache.Automatic && (counts.Training * options.Views + counts.Validation) * (double)rowBytes > options.CacheBytes;
        var views = new List<FeatureView>();
        try
        {
            for (int i = 0; i < options.Views; i++) views.Add(View(disk, rowBytes, counts.Training));
            _validation = View(disk, rowBytes, counts.Validation);
        }
        catch
        {
            foreach (var view in views) view.Dispose();
            throw;
        }
        _training = [.. views];
    }

    /// <summary>The training batches of an epoch, counted from 1.</summary>
    public IEnumerable<Batch> Train(int epoch, CancellationToken cancel)
    {
        if (!_rowsAreDone && _training.All(view => view.IsComplete) && (_rows.Validate is null || _validation.IsComplete))
        {
            _rowsAreDone = true;
            _options.RowsDone?.Invoke();
        }
        var view = _training[(epoch - 1) % _training.Length];
        return view.IsComplete ? view.Read(_options.BatchSize, Seeds.Derive(_options.Seed, $"features/{epoch}"), cancel) : view.Record(_rows.Train(epoch), _compute);
    }

    /// <summary>The batches to judge by after an epoch.</summary>
    public IEnumerable<Batch> Validate(int epoch, CancellationToken cancel) =>
        _validation.IsComplete ? _validation.Read(_options.BatchSize, null, cancel) : _validation.Record(_rows.Validate!(epoch), _compute);

    public void Dispose()
    {
        foreach (var view in _training) view.Dispose();
        _validation.Dispose();
    }

    private FeatureView View(bool disk, int rowBytes, long rows) => new(
        disk ? new DiskFeatureStore(_options.Folder ?? Path.GetTempPath(), rowBytes, rows) : new MemoryFeatureStore(rowBytes), _options.Shape, _options.Layers, _options.Device);
}
