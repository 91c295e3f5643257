using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tensors;

/// <summary>
/// The tensors of a module by what they are for. Layers of this library hold parameters as plain tensors that require
/// gradients, which TorchSharp registers as buffers: its Parameter leaves Tensor.TotalCount one higher for good, and that
/// count is how users look for leaks. Modules with Parameters are understood as well.
/// </summary>
internal static class ModuleTensors
{
    /// <summary>What training learns, in order of registration.</summary>
    public static IEnumerable<(string Name, Tensor Tensor)> Parameters(nn.Module module) =>
        module.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).Concat(module.named_buffers().Where(b => b.buffer.requires_grad));

    /// <summary>What belongs to the module's state without being learned, such as running statistics.</summary>
    public static IEnumerable<(string Name, Tensor Tensor)> Buffers(nn.Module module) =>
        module.named_buffers().Where(b => !b.buffer.requires_grad);
}
