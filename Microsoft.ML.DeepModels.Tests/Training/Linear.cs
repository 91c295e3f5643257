using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Tests.Training;

/// <summary>The smallest network there is: outputs = features x weight + bias.</summary>
internal sealed class Linear : nn.Module<Tensor, Tensor>
{
    private readonly Tensor _weight, _bias;

    public Linear(int inputs, int outputs, float start = 0)
        : base(nameof(Linear))
    {
        _weight = full([inputs, outputs], start, ScalarType.Float32, null, true); // (inputs, outputs)
        _bias = full([outputs], start, ScalarType.Float32, null, true); // (outputs)
        register_buffer("weight", _weight);
        register_buffer("bias", _bias);
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
