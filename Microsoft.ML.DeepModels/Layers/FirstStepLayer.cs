using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>The first timestep; see <see cref="Layer.FirstStep"/>.</summary>
public sealed record FirstStepLayer : Layer
{
    /// <summary>Always <c>FirstStep()</c>.</summary>
    public override string ToString() => "FirstStep()";

    internal override TensorShape InferShape(TensorShape input, string origin) => new(Sequence(input, origin).Features);

    internal override nn.Module<Tensor, Tensor> CreateModule(TensorShape input, ModuleContext context) =>
        new StepsReductionModule("FirstStep", static (x, _) =>
        {
            using var step = x.select(1, 0); // (batch, features)
            return step.clone();
        });
}
