using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>
/// One pass of one cursor over a view. What I own: the cursor. What I do not: the memory rows are read into. Rows without a
/// label and, when told so, bad rows are left out and counted.
/// </summary>
internal sealed class RowPass : IDisposable
{
    private readonly RowPassSettings _settings;
    private readonly bool _ordered;
    private readonly Func<long, bool>? _select;
    private readonly DataViewRowCursor _cursor;
    private readonly ValueGetter<DataViewRowId> _idGetter;
    private readonly RowReader _features;
    private readonly TargetReader.Bound _targets;
    private readonly DecodeAhead? _ahead;
    private DataViewRowId _id;

    /// <param name="settings">view, readers and options</param>
    /// <param name="random">the order of a view that can shuffle; null: the order of the view</param>
    /// <param name="select">which positions to read; null: all</param>
    public RowPass(RowPassSettings settings, Random? random = null, Func<long, bool>? select = null)
    {
        _settings = settings;
        _ordered = random is null;
        _select = select;
        Counts = new PassCounts(settings.Targets.Kind);
        _cursor = settings.View.GetRowCursor(settings.Targets.Columns.Concat(settings.Features.Columns), random);
        try
        {
            _idGetter = _cursor.GetIdGetter();
            _features = settings.Features.Bind(_cursor);
            _targets = settings.Targets.Bind(_cursor);
            if (_features is EncodedImageReader.Bound encoded) _ahead = new DecodeAhead(encoded, settings.Features.Layout, settings.DecodeThreads);
        }
        catch
        {
            _cursor.Dispose();
            throw;
        }
    }

    /// <summary>What it has seen so far; of the whole view once <see cref="TryRead"/> has returned false.</summary>
    public PassCounts Counts { get; }

    /// <summary>Reads the next row that can be used.</summary>
    /// <param name="store">where to put it</param>
    /// <param name="slot">the place in the store; undefined when there is no further row</param>
    /// <param name="token">looked at before each row</param>
    /// <returns>false at the end of the view</returns>
    public bool TryRead(RowStore store, int slot, CancellationToken token)
    {
        while (Next(out Target target, token))
        {
            RowFault? fault = _ahead is null ? _features.Read(store, slot) : _ahead.Take(store.Allocate(slot, store.MinimumBytes), out target, out _id);
            if (fault is null)
            {
                store.TargetOf(slot) = target;
                Counts.Add(target);
                if (_settings.Identify)
                {
                    if (_ahead is null) _idGetter(ref _id);
                    store.Identify(slot, Seeds.Mix(_id.Low ^ Seeds.Mix(_id.High)));
                }
                return true;
            }
            if (_ahead is null) _idGetter(ref _id);
            Report(fault);
        }
        return false;
    }

    /// <summary>Lets the cursor go.</summary>
    public void Dispose() => _cursor.Dispose();

    /// <summary>Goes to the next row with a label.</summary>
    private bool Next(out Target target, CancellationToken token)
    {
        if (_ahead is null) return MoveNext(out target, token);
        target = default;
        if (!_ahead.IsEmpty) return true;
        _ahead.Restart();
        while (!_ahead.IsFull && MoveNext(out target, token))
        {
            _idGetter(ref _id);
            _ahead.Add(_cursor.Position, target, _id);
        }
        _ahead.Decode();
        return !_ahead.IsEmpty;
    }

    private bool MoveNext(out Target target, CancellationToken token)
    {
        target = default;
        while (true)
        {
            token.ThrowIfCancellationRequested();
            if (!_cursor.MoveNext()) return false;
            if (_select?.Invoke(_cursor.Position) == false) continue;
            if (_targets.TryRead(out target, out RowFault? fault)) return true;
            if (fault is null)
            {
                Counts.MissingLabels++;
                continue;
            }
            _idGetter(ref _id);
            Report(fault);
        }
    }

    /// <param name="fault">of the row whose id is in <see cref="_id"/></param>
    private void Report(RowFault fault)
    {
        Counts.BadRows++;
        bool stop = _settings.BadRows == BadRowHandling.Throw;
        if (!stop && Counts.FirstFault is not null) return;
        fault = FaultLocator.Locate(_settings.View, fault, _id, _ordered);
        Counts.FirstFault ??= fault;
        if (stop) throw fault.ToException();
    }
}
