namespace Microsoft.ML.DeepModels.Examples.Arguments;

/// <summary>While it lives, the first Ctrl+C cancels its token and a second one ends the program.</summary>
internal sealed class CancelKey : IDisposable
{
    private readonly CancellationTokenSource _source = new();

    public CancelKey() => Console.CancelKeyPress += Cancel;

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        Console.CancelKeyPress -= Cancel;
        _source.Dispose();
    }

    private void Cancel(object? sender, ConsoleCancelEventArgs e)
    {
        e.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }
}
