using Microsoft.ML.DeepModels.Tensors;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Computes a <see cref="PositionEmbeddingLayer"/>. Keeps the shape (batch, steps, features).</summary>
internal sealed class PositionEmbeddingModule : ActivatedModule
{
    private const double Deviation = 0.02;

    [ComponentName(Name = "weight")]
    private readonly Tensor _weight; // (1, steps, features)

    public PositionEmbeddingModule(TensorShape input, ModuleContext context)
        : base(nameof(PositionEmbeddingModule), Activation.Linear)
    {
        _weight = Initialisation.Normal([1, input[0], input[1]], Deviation, context);
        RegisterComponents();
    }

    protected override Tensor Compute(Tensor input, SequenceLengths? lengths) => input.Plus(_weight);
}
