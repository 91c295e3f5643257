namespace Microsoft.ML.DeepModels.Batching;

/// <summary>
/// The rows of one view in memory, as far as they fit; shared by the sources that a split gives. What I own: the memory.
/// </summary>
internal sealed class RowCache(RowPassSettings settings, long budget, int minimumRows)
{
    private readonly object _lock = new();
    private bool _loaded;
    private int _users = 1;

    /// <summary>The rows, when <see cref="IsComplete"/>; otherwise memory that whoever reads the view anew may use.</summary>
    public RowStore Store { get; } = RowStore.Create(settings.Features.Layout);

    /// <summary>Whether all rows are in memory.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>
    /// The number of rows that fit the budget; at least a batch. Where rows differ in length, it is known once they have been read and do
    /// not all fit; until then it is that of the shortest there can be.
    /// </summary>
    public int Capacity { get; private set; } =
        (int)Math.Clamp(budget / RowStore.BytesPerRow(settings.Features.Layout.MinimumBytes), minimumRows, Array.MaxLength);

    /// <summary>What the pass over the view has seen; null until all of it has been seen.</summary>
    public PassCounts? Counts { get; private set; }

    /// <summary>Reads the view until its end or until memory is spent. Does nothing the second time.</summary>
    public void Load(CancellationToken token)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_users == 0, typeof(BatchSource));
            if (_loaded) return;
            // Of rows that differ in length their number says little.
            if (!settings.Features.Layout.IsVariable && settings.View.GetRowCount() > Capacity)
            {
                _loaded = true;
                return;
            }
            using var pass = new RowPass(settings);
            int rows = 0;
            bool more = true;
            try
            {
                // One row more than fits tells whether there are more; it goes over the budget by that row only.
                while (Fits(rows) && (more = pass.TryRead(Store, rows, token))) rows++;
            }
            catch
            {
                Store.Clear();
                throw;
            }
            _loaded = true;
            IsComplete = !more;
            if (IsComplete) Complete(pass.Counts);
            else Capacity = Math.Max(minimumRows, rows - 1);
        }
    }

    private bool Fits(int rows) => rows <= Capacity && (rows <= minimumRows || !settings.Features.Layout.IsVariable || Store.Bytes <= budget);

    /// <summary>Keeps what the first complete pass has seen.</summary>
    /// <exception cref="InvalidOperationException">There was no row that can be used.</exception>
    public void Complete(PassCounts counts)
    {
        lock (_lock) Counts ??= counts;
        if (counts.Rows > 0) return;
        throw new InvalidOperationException(counts switch
        {
            { MissingLabels: 0, BadRows: 0 } => "There are no rows in the data.",
            { BadRows: 0 } => $"All {counts.MissingLabels} rows of the data have a missing label in column '{settings.Targets.LabelName}'. A label that is not among the key values is missing too.",
            _ => $"There is no row in the data that can be used: {counts.MissingLabels} have a missing label, {counts.BadRows} are bad. The first of those is {counts.FirstFault}.",
        });
    }

    /// <summary>One more source uses the rows.</summary>
    public RowCache Share()
    {
        lock (_lock) _users++;
        return this;
    }

    /// <summary>One source less uses the rows; the last one lets the memory go.</summary>
    public void Release()
    {
        lock (_lock)
        {
            if (--_users == 0) Store.Clear();
        }
    }
}
