using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>A learned step before the first one; see <see cref="Layer.ClassToken"/>.</summary>
public sealed record ClassTokenLayer : Layer
{
    /// <summary>Always <c>ClassToken()</c>.</summary>
    public override string ToString() => "ClassToken()";

    internal override TensorShape InferShape(TensorShape input, string origin)
    {
        var (steps, features) = Sequence(FixedLength(input, origin), origin);
        if (steps == int.MaxValue || (steps + 1L) * features > int.MaxValue)
            throw Refuse($"a result of at most {int.MaxValue} values", input, origin, "Use shorter sequences.");
        return new TensorShape(steps + 1, features);
    }

    internal override int StepsAfter(int steps) => steps + 1;

    internal override long CountParameters(TensorShape input) => input[1];

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) => new ClassTokenModule(input[1], context);
}
