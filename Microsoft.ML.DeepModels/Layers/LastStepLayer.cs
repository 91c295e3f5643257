using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>The last timestep; see <see cref="Layer.LastStep"/>.</summary>
public sealed record LastStepLayer : Layer
{
    /// <summary>Always <c>LastStep()</c>.</summary>
    public override string ToString() => "LastStep()";

    internal override TensorShape InferShape(TensorShape input, string origin) => new(Sequence(input, origin).Features);

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) =>
        new StepsReductionModule("LastStep", static (x, lengths) =>
        {
            using var step = lengths is null ? x.narrow(1, x.shape[1] - 1, 1) : At(x, lengths.Last); // (batch, 1, features)
            using var row = step.squeeze(1);
            return row.clone(); // (batch, features)
        });

    private static Tensor At(Tensor x, Tensor last)
    {
        using var column = last.view(-1, 1, 1);
        using var index = column.expand(x.shape[0], 1, x.shape[2]);
        return x.gather(1, index);
    }
}
