using Microsoft.ML.DeepModels.Tensors;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Computes a <see cref="ResidualLayer"/>: body(x) + x, or body(x) + shortcut(x) where the shape changes.</summary>
internal sealed class ResidualModule : ActivatedModule
{
    [ComponentName(Name = "body")]
    private readonly LayerStack _body;

    [ComponentName(Name = "shortcut")]
    private readonly nn.Module<Tensor, Tensor>? _shortcut;

    public ResidualModule(LayerStack body, nn.Module<Tensor, Tensor>? shortcut)
        : base(nameof(ResidualModule), Activation.Linear)
    {
        _body = body;
        _shortcut = shortcut;
        RegisterComponents();
    }

    public override SequenceLengths? LengthsAfter(SequenceLengths? lengths) => _body.LengthsAfter(lengths);

    protected override Tensor Compute(Tensor input, SequenceLengths? lengths)
    {
        using var result = _body.Forward(input, lengths);
        if (_shortcut is null) return result.Plus(input);
        using var projected = _shortcut.call(input);
        return result.Plus(projected);
    }
}
