using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>All values of an example in one vector; see <see cref="Layer.Flatten"/>.</summary>
public sealed record FlattenLayer : Layer
{
    /// <summary>Always <c>Flatten()</c>.</summary>
    public override string ToString() => "Flatten()";

    internal override TensorShape InferShape(TensorShape input, string origin) => new(FixedLength(input, origin).ElementCount);

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) =>
        new FunctionModule("Flatten", Flat);

    /// <summary>(batch, ...) to (batch, features); no copy for images in channels-last memory.</summary>
    internal static Tensor Flat(Tensor x)
    {
        if (x.dim() != 4) return x.flatten(1); // (batch, features)
        using var rows = x.permute(0, 2, 3, 1); // (batch, height, width, channels)
        return rows.flatten(1); // (batch, features)
    }
}
