using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;
using Device = TorchSharp.torch.Device;
using Generator = TorchSharp.torch.Generator;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// A trained generative network with its definition. I own the network. Any number of threads may use it at once; disposing waits for none of them,
/// the last one out frees the weights.
/// </summary>
internal sealed class GenerativeModel : IDisposable
{
    private readonly SharedModule<GenerativeNetwork> _network;

    /// <param name="definition">of the network</param>
    /// <param name="network">it is owned from now on</param>
    /// <param name="device">where it is</param>
    public GenerativeModel(GenerativeDefinition definition, GenerativeNetwork network, Device device)
    {
        Definition = definition;
        Device = device;
        _network = new SharedModule<GenerativeNetwork>(network);
    }

    public GenerativeDefinition Definition { get; }

    public Device Device { get; }

    /// <summary>Reads the weights of a network from a model file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static GenerativeModel Read(IHostEnvironment env, IModelReader reader, GenerativeDefinition definition)
    {
        ModelWeights.CheckSize(reader, definition.ParameterCount);
        // A model never says where it was trained: it loads on whatever this machine has.
        var device = Devices.Resolve(HostSettings.GpuDeviceId(env), HostSettings.FallbackToCpu(env));
        // The weights that are drawn here are overwritten at once.
        using var generator = new Generator(0);
        var network = definition.Create(new ModuleContext(generator, generator, device));
        try
        {
            ModelWeights.Read(reader, network);
        }
        catch
        {
            network.Dispose();
            throw;
        }
        return new GenerativeModel(definition, network, device);
    }

    /// <summary>The network, which is not freed until the use is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public SharedModule<GenerativeNetwork>.Use Enter() => _network.Enter(this);

    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void CheckAlive() => _network.CheckAlive(this);

    public void Dispose() => _network.Dispose();
}
