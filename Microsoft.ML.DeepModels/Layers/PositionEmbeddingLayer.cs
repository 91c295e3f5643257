using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>A learned vector added to each step; see <see cref="Layer.PositionEmbedding"/>.</summary>
public sealed record PositionEmbeddingLayer : Layer
{
    /// <summary>Always <c>PositionEmbedding()</c>.</summary>
    public override string ToString() => "PositionEmbedding()";

    internal override TensorShape InferShape(TensorShape input, string origin)
    {
        _ = Sequence(FixedLength(input, origin), origin);
        return input;
    }

    internal override long CountParameters(TensorShape input) => input.ElementCount;

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) => new PositionEmbeddingModule(input, context);
}
