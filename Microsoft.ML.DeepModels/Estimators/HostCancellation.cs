using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// One token for both ways to cancel a Fit: the token of the options, and <c>MLContext.CancelExecution</c>, which can only
/// be asked for and is therefore looked at a few times a second.
/// </summary>
internal sealed class HostCancellation : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    private readonly CancellationToken _user;
    private readonly CancellationTokenSource _source;
    private readonly Timer _timer;

    public HostCancellation(IHostEnvironment host, CancellationToken token)
    {
        _user = token;
        _source = CancellationTokenSource.CreateLinkedTokenSource(token);
        Token = _source.Token;
        _timer = new Timer(_ => Look(host), null, TimeSpan.Zero, s_interval);
    }

    public CancellationToken Token { get; }

    /// <summary>What a cancelled Fit throws: with the user's own token where it was that one, by which tasks tell cancellation from failure.</summary>
    public OperationCanceledException ToException() => new("Operation was canceled.", _user.IsCancellationRequested ? _user : Token);

    public void Dispose()
    {
        // Waits for a look that is under way, so that nothing cancels a disposed source.
        using (var done = new ManualResetEvent(false))
        {
            if (_timer.Dispose(done)) done.WaitOne();
        }
        _source.Dispose();
    }

    private void Look(IHostEnvironment host)
    {
        if (HostSettings.IsCanceled(host)) _source.Cancel();
    }
}
