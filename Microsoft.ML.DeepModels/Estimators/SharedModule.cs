using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// A trained module, in evaluation mode for good, that many threads use at once. I own it: disposing waits for none of them, the last one out
/// frees the weights.
/// </summary>
internal sealed class SharedModule<T> : IDisposable
    where T : nn.Module
{
    private readonly T _module;
    private readonly Lock _lock = new();
    private int _users;
    private bool _disposed;

    /// <param name="module">it is owned from now on</param>
    public SharedModule(T module)
    {
        _module = module;
        _module.eval();
    }

    /// <summary>The module, which is not freed until the use is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public Use Enter(object owner)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, owner);
            _users++;
        }
        return new Use(this);
    }

    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void CheckAlive(object owner) => ObjectDisposedException.ThrowIf(_disposed, owner);

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed) return;
            _disposed = true;
            if (_users > 0) return;
        }
        _module.Dispose();
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_users > 0 || !_disposed) return;
        }
        _module.Dispose();
    }

    /// <summary>One use of the module; to be disposed once.</summary>
    public readonly struct Use(SharedModule<T> owner) : IDisposable
    {
        public T Module => owner._module;

        public void Dispose() => owner.Leave();
    }
}
