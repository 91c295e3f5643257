using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.Runtime;
using Device = TorchSharp.torch.Device;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// The batches of one Fit: those to learn from and those to judge by, which are rows of their own view or a part split off.
/// I own the sources; each batch belongs to the loop that asked for it.
/// </summary>
internal sealed class TrainingBatches : IDisposable
{
    private readonly RowTrainerOptions _options;
    private readonly string? _label;
    private readonly BatchSource _whole;
    private readonly bool _classes;
    private BatchSource? _part;
    private BatchSource? _validation;
    private LabelStatistics? _labels;

    private TrainingBatches(BatchSource whole, BatchSource? validation, RowTrainerOptions options, BatchColumns columns, bool classes)
    {
        _whole = whole;
        _validation = validation;
        _options = options;
        _label = columns.Label;
        _classes = classes;
    }

    /// <summary>What the network takes.</summary>
    public NetworkInput Input => new(_whole.Shape, _whole.Tokens);

    /// <summary>Whether there are rows to judge by.</summary>
    public bool HasValidation => _validation is not null;

    /// <summary>The number of batches of an epoch; null until the data has been read once.</summary>
    public int? BatchesPerEpoch => Training.BatchesPerEpoch;

    /// <summary>How many rows there are to learn from and to judge by, at most: some may not be readable. After <see cref="Load"/>.</summary>
    public (long Training, long Validation) CountRows(CancellationToken token) => (_labels!.Count, _validation?.MeasureLabels(token).Count ?? 0);

    /// <summary>
    /// For labels that are numbers: their standard deviation and mean in the training rows, by which the output of a network is
    /// rescaled. A network that starts near 0 would otherwise take most of its training to reach prices or years. Null for
    /// classes, and before <see cref="Load"/>.
    /// </summary>
    public (double Scale, double Offset)? LabelScale
    {
        get
        {
            if (_classes || _labels is not { } labels || !double.IsFinite(labels.Mean)) return null;
            double deviation = labels.StandardDeviation;
            return (deviation > 0 && double.IsFinite(deviation) ? deviation : 1, labels.Mean);
        }
    }

    private BatchSource Training => _part ?? _whole;

    /// <summary>Checks the columns of both views; reads nothing.</summary>
    /// <param name="host">the estimator's host</param>
    /// <param name="data">the training rows</param>
    /// <param name="validation">rows to judge by; null: those that the options split off, if any</param>
    /// <param name="columns">what is read</param>
    /// <param name="options">checked settings</param>
    /// <param name="classes">whether the label is a class that is to be learned, so that there have to be two of them</param>
    /// <param name="device">where the batches are to be</param>
    /// <param name="seed">of shuffles and the split</param>
    public static TrainingBatches Open(
        IHost host, IDataView data, IDataView? validation, BatchColumns columns, RowTrainerOptions options, bool classes, Device device, ulong seed)
    {
        var reading = new BatchSourceOptions
        {
            BatchSize = options.BatchSize,
            Seed = seed,
            CacheBytes = options.CacheBytes,
            BadRows = options.BadRows,
            Device = device,
            Augmentation = options.Changes
        };
        if (options.DecodeThreads is { } threads) reading = reading with { DecodeThreads = threads };
        var whole = new BatchSource(host, data, columns, reading);
        try
        {
            if (options.Views is not null && !whole.Shape.IsImage)
            {
                throw new ArgumentException($"TestTimeAugmentation is for images, (channels, height, width), but column '{columns.Features}' has rows of {whole.Shape}. " +
                    "Give the input shape where they are images, or leave TestTimeAugmentation out.");
            }
            var judged = validation is null ? null : new BatchSource(
                host, validation, columns with { Input = columns.Input with { Shape = whole.Shape, Tokens = whole.Tokens } }, reading with { Shuffle = false, Augmentation = null });
            return new TrainingBatches(whole, judged, options, columns, classes);
        }
        catch
        {
            whole.Dispose();
            throw;
        }
    }

    /// <summary>Reads what fits in memory, splits off the validation part, and refuses data that cannot be learned from.</summary>
    public void Load(IChannel channel, CancellationToken token)
    {
        _whole.Load(token);
        // Rows that were given to Fit come before the fraction of the options.
        if (_validation is not null) LoadValidation(_validation, token);
        else if (_options.ValidationFraction > 0) (_part, _validation) = _whole.Split(_options.ValidationFraction, token);
        _labels = Training.MeasureLabels(token);
        CheckClasses(token);
        if (!_whole.IsCached)
        {
            channel.Info(MessageSensitivity.None,
                $"The rows take more than {_options.CacheBytes} bytes (CacheBytes): those beyond are read from the view in each epoch.");
        }
    }

    /// <summary>How many training rows each class has, for a label that is a key; after <see cref="Load"/>.</summary>
    public long[] RowsOfClasses(int classes)
    {
        long[] rows = new long[classes];
        foreach (var (index, count) in _labels!.Classes) rows[index] = count;
        return rows;
    }

    public IEnumerable<Batch> Train(int epoch, CancellationToken token) => Training.ReadEpoch(epoch, token);

    public IEnumerable<Batch> Validate(int epoch, CancellationToken token) => _validation!.ReadEpoch(epoch, token);

    /// <summary>Warns of rows that were left out.</summary>
    public void Report(IChannel channel)
    {
        Report(channel, Training.Counts, ""); // what was left out is that of the whole, where it was read as a whole
        if (_part is null) Report(channel, _validation?.Counts, " of the validation set");
    }

    /// <summary>Lets go of the rows in memory: no further epoch is read. What is known of them stays known.</summary>
    public void Dispose()
    {
        _part?.Dispose();
        _validation?.Dispose();
        _whole.Dispose();
    }

    private void Report(IChannel channel, PassCounts? counts, string of)
    {
        if (counts is { MissingLabels: > 0 })
        {
            channel.Warning(MessageSensitivity.Schema,
                $"{counts.MissingLabels} rows{of} were skipped because their label in column '{_label}' is missing.");
        }
        if (counts is { BadRows: > 0 })
            channel.Warning(MessageSensitivity.UserData, $"{counts.BadRows} rows{of} were skipped because they cannot be read; the first: {counts.FirstFault}.");
    }

    /// <summary>Before training: what is wrong with these rows should not come out after the first epoch.</summary>
    private static void LoadValidation(BatchSource validation, CancellationToken token)
    {
        try
        {
            validation.Load(token);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidOperationException($"The validation set cannot be used. {e.Message}", e);
        }
    }

    private void CheckClasses(CancellationToken token)
    {
        // A view without a single row is refused by whoever reads it.
        if (!_classes || _labels is not { Count: > 0, Classes.Count: < 2 }) return;
        throw new InvalidOperationException(
            $"Only one class found in the {_label} column. To build a multiclass classification model, the number of classes needs to be 2 or greater" +
            (_part is null ? "" : $". {nameof(_options.ValidationFraction)} has taken {_validation!.MeasureLabels(token).Count} rows: give more of them, or a validation set."));
    }
}
