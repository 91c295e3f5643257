using Microsoft.ML.DeepModels.Tensors;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Computes a <see cref="DenseLayer"/>: (batch, ..., features) to (batch, ..., units).</summary>
internal sealed class DenseModule : ActivatedModule
{
    [ComponentName(Name = "weight")]
    private readonly Tensor _weight; // (units, features)

    [ComponentName(Name = "bias")]
    private readonly Tensor? _bias; // (units)

    public DenseModule(DenseLayer layer, long features, ModuleContext context)
        : base(nameof(DenseModule), layer.Activation)
    {
        _weight = Initialisation.Matrix(layer.Units, features, layer.ZeroWeights ? 0 : Initialisation.Limit(layer.Activation, features, layer.Units), context);
        if (layer.UseBias) _bias = Initialisation.Vector(layer.Units, 0, context);
        RegisterComponents();
    }

    protected override Tensor Compute(Tensor input, SequenceLengths? lengths) => nn.functional.linear(input, _weight, _bias); // (batch, ..., units)
}
