using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tensors;

/// <summary>
/// All parameters of a module in one flat buffer and all their gradients in another. The module's parameters become views
/// of the first and their gradients views of the second, so that an optimizer, a norm or a snapshot is one pass over
/// contiguous memory instead of hundreds of small calls. Owns the two buffers; the module keeps its parameters.
/// </summary>
internal sealed class ParameterBuffer : IDisposable
{
    // In elements. oneDNN and vectorised loops want 64-byte alignment; the gaps stay zero in both buffers.
    private const long Alignment = 16;

    private readonly Tensor[] _parameters;

    /// <param name="module">a module whose parameters are Float32, on one device, each without gaps in memory</param>
    public ParameterBuffer(nn.Module module)
        : this(ModuleTensors.Parameters(module))
    {
    }

    /// <param name="parameters">parameters of one module under their names: Float32, on one device, each without gaps in memory</param>
    public ParameterBuffer(IEnumerable<(string Name, Tensor Tensor)> parameters)
    {
        NativeMemory.Keep(); // training begins
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var named = parameters.ToList();
        if (named.Count == 0) throw new ArgumentException("The network has no parameters: there is nothing to train.", nameof(parameters));
        _parameters = named.Select(p => p.Tensor).ToArray();
        var slices = new List<ParameterSlice>(named.Count);
        long length = 0;
        foreach (var (name, parameter) in named)
        {
            slices.Add(new ParameterSlice(name, length, parameter.NumberOfElements));
            length += (parameter.NumberOfElements + Alignment - 1) / Alignment * Alignment;
        }
        Slices = slices;
        var device = _parameters[0].device;
        Values = zeros(length, ScalarType.Float32, device);
        Gradients = zeros(length, ScalarType.Float32, device);
        for (int i = 0; i < _parameters.Length; i++)
        {
            var parameter = _parameters[i];
            // The strides are kept: convolution weights in channels-last order stay so.
            long[] shape = parameter.shape, strides = parameter.stride();
            var value = Values.as_strided(shape, strides, slices[i].Offset);
            value.copy_(parameter);
            parameter.set_(value);
            parameter.grad = Gradients.as_strided(shape, strides, slices[i].Offset);
        }
        Values.DetachFromDisposeScope();
        Gradients.DetachFromDisposeScope();
    }

    /// <summary>(length) every parameter in the order of <see cref="Slices"/>, with small gaps of zeros.</summary>
    public Tensor Values { get; }

    /// <summary>(length) the gradients, at the same places; backward adds to them.</summary>
    public Tensor Gradients { get; }

    /// <summary>Where each parameter lies.</summary>
    public IReadOnlyList<ParameterSlice> Slices { get; }

    /// <summary>Sets all gradients to zero in one pass.</summary>
    public void ZeroGradients() => Gradients.Clear_();

    /// <summary>Lets go of the gradients too, so that the module is left with its parameters alone.</summary>
    public void Dispose()
    {
        foreach (var parameter in _parameters)
            if (!parameter.IsInvalid) parameter.grad = null;
        Values.Dispose();
        Gradients.Dispose();
        NativeMemory.Release();
    }
}
