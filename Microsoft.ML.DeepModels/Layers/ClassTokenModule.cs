using Microsoft.ML.DeepModels.Tensors;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Computes a <see cref="ClassTokenLayer"/>: (batch, steps, features) to (batch, steps + 1, features).</summary>
internal sealed class ClassTokenModule : ActivatedModule
{
    [ComponentName(Name = "weight")]
    private readonly Tensor _weight; // (1, 1, features)

    public ClassTokenModule(int features, ModuleContext context)
        : base(nameof(ClassTokenModule), Activation.Linear)
    {
        _weight = Initialisation.Constant([1, 1, features], 0, context);
        RegisterComponents();
    }

    protected override Tensor Compute(Tensor input, SequenceLengths? lengths)
    {
        using var token = _weight.expand(input.shape[0], 1, input.shape[2]); // (batch, 1, features)
        return cat([token, input], 1);
    }
}
