namespace Microsoft.ML.Runtime;

/// <summary>Opens progress channels that check what they are told. As with an official <see cref="MLContext"/>, nobody listens.</summary>
internal sealed class ProgressTracker
{
    public IProgressChannel Start(string name) => new Channel();

    private sealed class Channel : IProgressChannel
    {
        private ProgressHeader _header = new(null);
        private bool _disposed;

        public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction) => _header = header;

        public void Checkpoint(params double?[] values)
        {
            Contracts.Check(!_disposed, "Can't report checkpoints after disposing");
            int places = _header.MetricNames.Count + 2 * _header.UnitNames.Count;
            Contracts.Check((values?.Length ?? 0) <= places, "Too many values provided in Checkpoint");
        }

        public IProgressChannel StartProgressChannel(string name) => new SubChannel();
        public void Dispose() => _disposed = true;
    }

    /// <summary>Checkpoints of a part of a computation are not reported.</summary>
    private sealed class SubChannel : IProgressChannel
    {
        public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction) { }
        public void Checkpoint(params double?[] values) { }
        public IProgressChannel StartProgressChannel(string name) => new SubChannel();
        public void Dispose() { }
    }
}
