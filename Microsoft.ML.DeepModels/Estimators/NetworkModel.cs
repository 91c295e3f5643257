using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Scoring;
using static TorchSharp.torch;
using Device = TorchSharp.torch.Device;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// A trained network: its definition, and the module with its weights, in evaluation mode for good. I own the module.
/// Any number of threads may score at once; disposing waits for none of them, the last one out frees the weights.
/// </summary>
internal sealed class NetworkModel : INetworkScorer, IDisposable
{
    private readonly nn.Module<Tensor, Tensor> _module;
    private readonly Func<Tensor, Tensor>? _activation;
    private readonly Lock _lock = new();
    private int _users;
    private bool _disposed;

    /// <param name="definition">the layers, without the activation of the output</param>
    /// <param name="module">their module; it is owned from now on</param>
    /// <param name="device">where the module is</param>
    /// <param name="activation">what makes scores of the network's outputs; null: they are scores</param>
    public NetworkModel(NetworkDefinition definition, nn.Module<Tensor, Tensor> module, Device device, Func<Tensor, Tensor>? activation)
    {
        Definition = definition;
        Device = device;
        OutputWidth = definition.OutputShape.ElementCount;
        _module = module;
        _activation = activation;
        _module.eval();
    }

    public NetworkDefinition Definition { get; }

    public Device Device { get; }

    public int OutputWidth { get; }

    public void Score(Tensor features, Span<float> outputs)
    {
        Enter();
        try
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var scores = _module.call(features); // (batch, outputs)
            if (_activation is not null) scores = _activation(scores);
            var values = scores.cpu().contiguous().bytes;
            if (values.Length != outputs.Length * sizeof(float))
                throw new InvalidOperationException($"The network gave {values.Length / sizeof(float)} values for {outputs.Length}.");
            System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(values).CopyTo(outputs);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Lets <paramref name="use"/> read the module, which cannot be freed meanwhile.</summary>
    public void Use(Action<nn.Module> use)
    {
        Enter();
        try
        {
            use(_module);
        }
        finally
        {
            Leave();
        }
    }

    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void CheckAlive() => ObjectDisposedException.ThrowIf(_disposed, this);

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

    private void Enter()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _users++;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_users > 0 || !_disposed) return;
        }
        _module.Dispose();
    }
}
