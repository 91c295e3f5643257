using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Computes a <see cref="ResidualLayer"/>: body(x) + x, or body(x) + shortcut(x) where the shape changes.</summary>
internal sealed class ResidualModule : ActivatedModule
{
    [ComponentName(Name = "body")]
    private readonly nn.Module<Tensor, Tensor> _body;

    [ComponentName(Name = "shortcut")]
    private readonly nn.Module<Tensor, Tensor>? _shortcut;

    public ResidualModule(nn.Module<Tensor, Tensor> body, nn.Module<Tensor, Tensor>? shortcut)
        : base(nameof(ResidualModule), Activation.Linear)
    {
        _body = body;
        _shortcut = shortcut;
        RegisterComponents();
    }

    protected override Tensor Compute(Tensor input)
    {
        using var result = _body.call(input);
        if (_shortcut is null) return result + input;
        using var projected = _shortcut.call(input);
        return result + projected;
    }
}
