using TorchSharp.Native;

namespace TorchSharp;

/// <summary>Inference mode on this thread until it is disposed.</summary>
internal sealed class InferenceMode(bool enabled) : IDisposable
{
    private nint _guard = Api.ts_inference_begin(enabled ? 1 : 0);

    public void Dispose()
    {
        if (_guard != 0) Api.ts_inference_end(_guard);
        _guard = 0;
    }
}
