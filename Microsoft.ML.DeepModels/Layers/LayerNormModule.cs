using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Computes a <see cref="LayerNormLayer"/>. Keeps the shape.</summary>
internal sealed class LayerNormModule : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Tensor _weight; // (features)

    [ComponentName(Name = "bias")]
    private readonly Tensor _bias; // (features)

    private readonly long[] _shape;
    private readonly double _epsilon;

    public LayerNormModule(double epsilon, int features, ModuleContext context)
        : base(nameof(LayerNormModule))
    {
        _epsilon = epsilon;
        _shape = [features];
        _weight = Initialisation.Vector(features, 1, context);
        _bias = Initialisation.Vector(features, 0, context);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        if (input.dim() != 4) return Normalise(input);
        using var rows = input.permute(0, 2, 3, 1); // (batch, height, width, channels)
        using var normalised = Normalise(rows);
        return normalised.permute(0, 3, 1, 2); // (batch, channels, height, width)
    }

    private Tensor Normalise(Tensor x) => nn.functional.layer_norm(x, _shape, _weight, _bias, _epsilon);
}
