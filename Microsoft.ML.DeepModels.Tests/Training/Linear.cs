using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Tests.Training;

/// <summary>The smallest network there is: outputs = features x weight + bias.</summary>
internal sealed class Linear : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _weight, _bias;

    public Linear(int inputs, int outputs, float start = 0)
        : base(nameof(Linear))
    {
        using var weight = full([inputs, outputs], start);
        using var bias = full([outputs], start);
        _weight = nn.Parameter(weight.clone(), true);
        _bias = nn.Parameter(bias.clone(), true);
        register_parameter("weight", _weight);
        register_parameter("bias", _bias);
    }

    /// <summary>Whether the last forward was in training mode; null: none yet.</summary>
    public bool? LastMode { get; private set; }

    public float[] Weights => _weight.data<float>().ToArray();

    public float[] Biases => _bias.data<float>().ToArray();

    /// <summary>Makes every output NaN from now on.</summary>
    public void Break()
    {
        using var noGrad = no_grad();
        _bias.fill_(float.NaN);
    }

    public override Tensor forward(Tensor input)
    {
        LastMode = training;
        return input.matmul(_weight) + _bias; // (batch, outputs)
    }
}
