using TorchSharp.Native;

namespace TorchSharp;

/// <summary>Switches the recording of gradients on this thread until it is disposed.</summary>
internal sealed class AutoGradMode : IDisposable
{
    private readonly long _previous = Api.ts_grad_mode();

    public AutoGradMode(bool enabled) => Api.ts_set_grad_mode(enabled ? 1 : 0);

    public void Dispose() => Api.ts_set_grad_mode(_previous);
}
