using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Computes a <see cref="DenseLayer"/>: (batch, ..., features) to (batch, ..., units).</summary>
internal sealed class DenseModule : WeightedModule
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

    public override Tensor Weight => _weight;

    public override Tensor Compute(Tensor input, Tensor weight) => nn.functional.linear(input, weight, _bias); // (batch, ..., units)
}
