namespace Microsoft.ML.DeepModels.Training;

/// <summary>Why training ended.</summary>
public enum StopReason
{
    /// <summary>All epochs were trained.</summary>
    Completed,

    /// <summary>The monitored value did not improve any more, see <see cref="EarlyStopping"/>.</summary>
    EarlyStopping,

    /// <summary>It was canceled, see <see cref="CancellationBehavior.KeepBest"/>.</summary>
    Canceled,

    /// <summary>The loss became NaN or infinite, or training could no longer succeed, see <see cref="NonFiniteLossBehavior.KeepBest"/>.</summary>
    NonFiniteLoss,
}
