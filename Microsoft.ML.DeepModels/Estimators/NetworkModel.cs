using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Scoring;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;
using Device = TorchSharp.torch.Device;
using Generator = TorchSharp.torch.Generator;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// A trained network: its definition, and the module with its weights, in evaluation mode for good. I own the module.
/// Any number of threads may score at once; disposing waits for none of them, the last one out frees the weights.
/// </summary>
internal sealed class NetworkModel : INetworkScorer, IDisposable
{
    private readonly SharedModule<LayerStack> _module;
    private readonly Func<Tensor, Tensor>? _activation;

    /// <param name="definition">the layers, without the activation of the output</param>
    /// <param name="module">their module; it is owned from now on</param>
    /// <param name="device">where the module is</param>
    /// <param name="activation">what makes scores of the network's outputs; null: they are scores</param>
    public NetworkModel(NetworkDefinition definition, LayerStack module, Device device, Func<Tensor, Tensor>? activation)
    {
        Definition = definition;
        Device = device;
        OutputWidth = definition.OutputShape.ElementCount;
        _module = new SharedModule<LayerStack>(module);
        module.Freeze(module.LayerCount);
        _activation = activation;
    }

    public NetworkDefinition Definition { get; }

    public Device Device { get; }

    public int OutputWidth { get; }

    /// <summary>Reads the network of a description, as its property "network", and its weights.</summary>
    /// <param name="env">says on which device</param>
    /// <param name="reader">the model file</param>
    /// <param name="description">its network.json</param>
    /// <param name="outputs">the number of outputs that it should have</param>
    /// <param name="activation">what makes scores of the network's outputs; null: they are scores</param>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static NetworkModel Read(
        IHostEnvironment env, IModelReader reader, ModelDescription description, int outputs, Func<Tensor, Tensor>? activation)
    {
        NetworkDefinition definition;
        try
        {
            definition = NetworkDefinition.FromJson(description.Get("network").ToJsonString());
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new InvalidDataException($"The network in the model file is not legal: {e.Message}", e);
        }
        if (definition.OutputShape.HasVariableLength || definition.OutputShape.ElementCount != outputs)
            throw new InvalidDataException($"The network has {definition.OutputShape} outputs for {outputs}: the file is damaged.");
        ModelWeights.CheckSize(reader, definition.ParameterCount);
        // A model never says where it was trained: it loads on whatever this machine has.
        var device = Devices.Resolve(HostSettings.GpuDeviceId(env), HostSettings.FallbackToCpu(env));
        // The weights that are drawn here are overwritten at once.
        using var generator = new Generator(0);
        var module = LayerStack.Create(definition, new ModuleContext(generator, generator, device));
        try
        {
            ModelWeights.Read(reader, module);
        }
        catch
        {
            module.Dispose();
            throw;
        }
        return new NetworkModel(definition, module, device, activation);
    }

    public void Score(Batch batch, ReadOnlySpan<bool> wanted, Span<float> outputs)
    {
        using var use = _module.Enter(this);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var scores = use.Module.Forward(batch.Features, batch.Lengths); // (batch, outputs)
        if (_activation is not null) scores = _activation(scores);
        TensorValues.CopyTo(scores, outputs);
    }

    /// <summary>What the first layers make of rows.</summary>
    /// <param name="batch">features on <see cref="Device"/>, and their lengths; the caller keeps it</param>
    /// <param name="layers">how many, 1 to all</param>
    /// <param name="outputs">filled by the call, row by row</param>
    public void Embed(Batch batch, int layers, Span<float> outputs)
    {
        using var use = _module.Enter(this);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        TensorValues.CopyTo(use.Module.Forward(batch.Features, batch.Lengths, layers), outputs);
    }

    /// <summary>Lets <paramref name="action"/> read the module, which cannot be freed meanwhile.</summary>
    public void Use(Action<nn.Module> action)
    {
        using var use = _module.Enter(this);
        action(use.Module);
    }

    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void CheckAlive() => _module.CheckAlive(this);

    public void Dispose() => _module.Dispose();
}
