using Microsoft.ML.DeepModels.Batching.Augmenting;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.Runtime;
using TorchSharp;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>
/// From a data view to batches, epoch by epoch. What I own: the rows in memory and, while an epoch runs, its cursor, its
/// thread and the batches not yet handed out. What I do not: the view, and a batch once it is handed out.
/// <para>
/// Rows that fit the budget are read once, then every epoch is another order of them. Beyond the budget each epoch reads
/// the view again, in an order of its own where the view can shuffle, and draws every batch at random from as many rows as
/// fit. Every row comes once in every epoch. The order depends on seed, epoch number and data only.
/// </para>
/// </summary>
internal sealed class BatchSource : IDisposable
{
    private readonly BatchSourceOptions _options;
    private readonly RowPassSettings _settings;
    private readonly RowCache _cache;
    private readonly BatchBuilder _builder;
    private readonly int[]? _slots; // of a split in memory
    private readonly Func<long, bool>? _select; // of a split beyond memory
    private readonly CancellationTokenSource _disposed = new();
    private RowStore? _reservoir;
    private PassCounts? _counts;
    private int _streaming;

    /// <summary>Checks columns and options; no row is read yet.</summary>
    /// <exception cref="ArgumentException">A column is missing or of a wrong type, or an option is out of range.</exception>
    public BatchSource(IHostEnvironment env, IDataView data, BatchColumns columns, BatchSourceOptions options)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(data);
        options.Check();
        _options = options;
        _settings = new RowPassSettings(data, columns.Table is { } table ? TableReader.Create(data.Schema, table) : FeatureReader.Create(data.Schema, columns.Features, columns.Input),
            new TargetReader(data.Schema, columns), options.BadRows, options.DecodeThreads, options.Augmentation is not null);
        int most = (int)Math.Max(1, Array.MaxLength / (sizeof(float) * (long)Shape.ElementCount));
        if (options.BatchSize > most)
        {
            throw new ArgumentOutOfRangeException(nameof(options),
                $"BatchSize is {options.BatchSize}, but a batch of rows of {Shape} can have at most {most} (2 GiB). Give a smaller one.");
        }
        _cache = new RowCache(_settings, options.CacheBytes, options.BatchSize);
        var augmenter = options.Augmentation is { } augmentation
            ? new BatchAugmenter(augmentation, _settings.Features.Layout, _settings.Features.Column.Name, options.Seed, options.DecodeThreads) : null;
        _builder = new BatchBuilder(_settings.Features.Layout, _settings.Targets, options.Device, augmenter);
    }

    private BatchSource(BatchSource whole, bool training, int[]? slots, Func<long, bool>? select)
    {
        _options = whole._options with { Shuffle = training && whole._options.Shuffle, Augmentation = training ? whole._options.Augmentation : null };
        _settings = whole._settings;
        _cache = whole._cache.Share();
        _builder = training ? whole._builder : new BatchBuilder(_settings.Features.Layout, _settings.Targets, _options.Device);
        _slots = slots;
        _select = select;
        if (slots is null) return;
        PassCounts all = whole._cache.Counts!;
        _counts = new PassCounts(_settings.Targets.Kind) { MissingLabels = all.MissingLabels, BadRows = all.BadRows, FirstFault = all.FirstFault };
        foreach (int slot in slots) _counts.Add(_cache.Store.TargetOf(slot));
    }

    /// <summary>The shape of one example.</summary>
    public TensorShape Shape => _settings.Features.Shape;

    /// <summary>What the tokens are; null when the features are no tokens.</summary>
    public TokenSet? Tokens => _settings.Features.Tokens;

    /// <summary>The count of the label's key; 0 when the label is no key.</summary>
    public ulong ClassCount => _settings.Targets.ClassCount;

    /// <summary>Whether all rows are in memory; known after <see cref="Load"/>.</summary>
    public bool IsCached => _cache.IsComplete;

    /// <summary>
    /// What is in the data: null until all of it has been read once, that is until <see cref="Load"/> when it fits the budget,
    /// otherwise until the end of the first epoch. In a split, rows and labels are those of the part; what was left out is that of the
    /// whole in memory, and that of the part beyond.
    /// </summary>
    public PassCounts? Counts => _counts ?? (_select is null ? _cache.Counts : null);

    /// <summary>The number of batches in an epoch; null until it is known.</summary>
    public int? BatchesPerEpoch => Counts is { } counts ? checked((int)((counts.Rows + _options.BatchSize - 1) / _options.BatchSize)) : null;

    /// <summary>Reads the rows into memory, as far as they fit. Epochs do it when nobody has.</summary>
    /// <exception cref="InvalidOperationException">There is no row that can be used, or a bad one that is not to be skipped.</exception>
    public void Load(CancellationToken token) => _cache.Load(token);

    /// <summary>What the labels are like. Where not all rows are in memory, the view is read once more for it, labels and weights only.</summary>
    public LabelStatistics MeasureLabels(CancellationToken token)
    {
        if (Counts is { } counts) return counts.Labels;
        var labels = new LabelStatistics(_settings.Targets.Kind);
        using var cursor = _settings.View.GetRowCursor(_settings.Targets.Columns);
        var targets = _settings.Targets.Bind(cursor);
        while (cursor.MoveNext())
        {
            token.ThrowIfCancellationRequested();
            if (_select?.Invoke(cursor.Position) != false && targets.TryRead(out Target target, out _)) labels.Add(target);
        }
        return labels;
    }

    /// <summary>
    /// Splits off a part for validation: the part's rows come in the order of the view, and are not augmented. This source and the two must each be disposed.
    /// In memory the part has exactly the fraction of the rows, to the nearest but at least one; beyond memory each row is decided by itself.
    /// </summary>
    /// <param name="fraction">of the rows, above 0 and below 1</param>
    /// <param name="token">cancels reading</param>
    public (BatchSource Train, BatchSource Validation) Split(double fraction, CancellationToken token)
    {
        if (!(fraction > 0 && fraction < 1)) throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "A fraction of the rows is above 0 and below 1.");
        Load(token);
        ulong seed = Seeds.Derive(_options.Seed, "split");
        if (!IsCached)
        {
            _cache.Store.Clear(); // each part reads the view itself
            bool IsValidation(long row) => Seeds.Mix(seed ^ Seeds.Mix((ulong)row))  / 18446744073709551616.0 < fraction;
            return (new BatchSource(this, true, null, row => !IsValidation(row)), new BatchSource(this, false, null, IsValidation));
        }
        int[] slots = AllSlots();
        if (slots.Length < 2) throw new InvalidOperationException("One row cannot be split into a training and a validation part. Give a validation set, or more rows.");
        int count = (int)Math.Clamp(Math.Round(slots.Length * fraction), 1, slots.Length - 1);
        new Shuffler(seed).PickToEnd(slots, count);
        int[] train = slots[..^count], validation = slots[^count..];
        Array.Sort(train);
        Array.Sort(validation);
        return (new BatchSource(this, true, train, null), new BatchSource(this, false, validation, null));
    }

    /// <summary>The batches of an epoch. The consumer disposes each of them, and may leave the enumeration at any time.</summary>
    /// <param name="epoch">with the seed, decides the order</param>
    /// <param name="token">ends the epoch by an <see cref="OperationCanceledException"/></param>
    public IEnumerable<Batch> ReadEpoch(int epoch, CancellationToken token)
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(token, _disposed.Token);
        Load(linked.Token);
        IEnumerable<Batch> Produce(CancellationToken stop) => IsCached ? FromMemory(epoch, stop) : FromView(epoch, stop);
        // Copying a batch out of memory (about 10 us a row of 64x64x3 floats) costs less than waking a thread for it.
        // Augmentation (some 50 us a row) is worth it.
        bool here = _options.PrefetchBatches == 0 || (IsCached && _options.Device.type == DeviceType.CPU && _options.Augmentation is null);
        IEnumerable<Batch> batches = here
            ? Produce(linked.Token)
            : Prefetch.Run(Produce, _options.PrefetchBatches, linked.Token);
        foreach (Batch batch in batches) yield return batch;
    }

    /// <summary>Ends an epoch that still runs at its next batch; the memory goes with the last source that shares it.</summary>
    public void Dispose()
    {
        if (_disposed.IsCancellationRequested) return;
        _disposed.Cancel();
        _cache.Release();
        _reservoir?.Clear();
    }

    private IEnumerable<Batch> FromMemory(int epoch, CancellationToken token)
    {
        int[] slots = _slots is null ? AllSlots() : [.. _slots];
        var shuffler = new Shuffler(ShuffleSeed(epoch));
        if (_options.Shuffle)
        {
            shuffler.Shuffle(slots);
            Arrange(_cache.Store, slots, ref shuffler);
        }
        for (int start = 0, batch = 0; start < slots.Length; start += _options.BatchSize, batch++)
        {
            token.ThrowIfCancellationRequested();
            yield return _builder.Build(_cache.Store, slots.AsSpan(start, Math.Min(_options.BatchSize, slots.Length - start)), epoch, batch);
        }
    }

    /// <summary>Reads the view through a reservoir: as many rows as fit, from which each batch is drawn and which is then filled up.</summary>
    private IEnumerable<Batch> FromView(int epoch, CancellationToken token)
    {
        if (Interlocked.Exchange(ref _streaming, 1) == 1) throw new InvalidOperationException("An epoch of this source is still being read.");
        try
        {
            RowStore store = _reservoir ??= _select is null ? _cache.Store : RowStore.Create(_settings.Features.Layout);
            var shuffler = new Shuffler(ShuffleSeed(epoch));
            Random? random = _options.Shuffle && _select is null && _settings.View.CanShuffle ? new Random(shuffler.Next(int.MaxValue)) : null;
            using var pass = new RowPass(_settings, random, _select);
            pass.Counts.FirstFault = _counts?.FirstFault; // looking for its place once is enough
            int[] slots = new int[_options.Shuffle ? _cache.Capacity : _options.BatchSize];
            for (int i = 0; i < slots.Length; i++) slots[i] = i;
            bool variable = _settings.Features.Layout.IsVariable;
            if (variable) store.Clear(); // what is left of the last reading counts no more
            int filled = 0, batch = 0;
            bool more = true;
            while (true)
            {
                while (more && filled < slots.Length && (!variable || filled < _options.BatchSize || store.Bytes <= _options.CacheBytes))
                {
                    more = pass.TryRead(store, slots[filled], token);
                    if (more) filled++;
                }
                if (filled == 0) break;
                // Rows of like length come together in a batch, so several batches are drawn at once.
                int batches = _options.Shuffle && variable ? Math.Clamp(filled / _options.BatchSize, 1, LengthBuckets.Batches) : 1;
                int count = Math.Min(batches * _options.BatchSize, filled);
                if (_options.Shuffle)
                {
                    shuffler.PickToEnd(slots.AsSpan(0, filled), count);
                    Arrange(store, slots.AsSpan(filled - count, count), ref shuffler);
                }
                for (int taken = 0, size; taken < count; taken += size)
                {
                    size = Math.Min(_options.BatchSize, count - taken);
                    yield return _builder.Build(store, slots.AsSpan(filled - count + taken, size), epoch, batch++);
                }
                if (variable) foreach (int slot in slots.AsSpan(filled - count, count)) store.Release(slot);
                filled -= count;
            }
            _counts ??= pass.Counts;
            if (_select is null) _cache.Complete(pass.Counts);
        }
        finally
        {
            Volatile.Write(ref _streaming, 0);
        }
    }

    /// <summary>What the rows in memory take at the moment.</summary>
    internal long RowBytes => (_reservoir ?? _cache.Store).Bytes;

    private void Arrange(RowStore store, Span<int> slots, ref Shuffler shuffler)
    {
        if (_settings.Features.Layout.IsVariable) LengthBuckets.Arrange(slots, _options.BatchSize, slot => store.Row(slot).Length, ref shuffler);
    }

    private ulong ShuffleSeed(int epoch) => Seeds.Derive(_options.Seed, $"shuffle/{epoch}");

    private int[] AllSlots()
    {
        int[] slots = new int[_cache.Counts!.Rows];
        for (int i = 0; i < slots.Length; i++) slots[i] = i;
        return slots;
    }
}
