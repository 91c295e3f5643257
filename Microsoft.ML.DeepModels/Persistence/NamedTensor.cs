using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Persistence;

/// <summary>A parameter or buffer under its name in the weight file; the tensor belongs to its module.</summary>
internal readonly record struct NamedTensor(string Name, Tensor Tensor)
{
    /// <summary>All parameters, then all buffers of a module.</summary>
    public static IReadOnlyList<NamedTensor> Of(TorchSharp.torch.nn.Module module) =>
    [
        .. module.named_parameters().Select(p => new NamedTensor(p.name, p.parameter)),
        .. module.named_buffers().Select(b => new NamedTensor(b.name, b.buffer))
    ];
}
