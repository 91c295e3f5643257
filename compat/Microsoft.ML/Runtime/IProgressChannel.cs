namespace Microsoft.ML.Runtime;

/// <summary>How far a computation is.</summary>
public interface IProgressChannel : IProgressChannelProvider, IDisposable
{
    /// <summary>Names the numbers, and says how they are asked for.</summary>
    void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction);

    /// <summary>Reports metrics first, then progress, then the limits of progress.</summary>
    void Checkpoint(params double?[] values);
}
