using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>What the layers need to know about each <see cref="Activation"/>.</summary>
internal static class Activations
{
    /// <summary>Applies a function to a tensor that somebody else still uses.</summary>
    public static Tensor Apply(Activation activation, Tensor x) => activation switch
    {
        Activation.Linear => x.alias(),
        Activation.Relu => x.relu(),
        Activation.LeakyRelu => x.LeakyRelu(0.01),
        Activation.Elu => x.Elu(),
        Activation.Selu => x.selu(),
        Activation.Gelu => x.gelu(),
        Activation.Silu => x.silu(),
        Activation.Mish => Mish(x),
        Activation.Sigmoid => x.sigmoid(),
        Activation.Tanh => x.tanh(),
        Activation.Softplus => x.Softplus(),
        Activation.Softsign => Softsign(x),
        Activation.HardSigmoid => nn.functional.hardsigmoid(x),
        Activation.HardSwish => nn.functional.hardswish(x),
        Activation.Relu6 => x.relu6(),
        Activation.Softmax => x.softmax(SoftmaxAxis(x)),
        Activation.LogSoftmax => x.log_softmax(SoftmaxAxis(x)),
        _ => throw Unknown(activation),
    };

    /// <summary>
    /// Applies a function to a tensor that nobody else uses and whose own gradient does not need its value: in place where
    /// the function's gradient can be computed from its result. Disposes <paramref name="x"/> unless it is what is returned.
    /// </summary>
    public static Tensor ApplyToOwn(Activation activation, Tensor x)
    {
        switch (activation)
        {
            case Activation.Linear: return x;
            case Activation.Relu: return x.relu_();
            case Activation.LeakyRelu: return x.LeakyRelu_(0.01);
            case Activation.Sigmoid: return x.sigmoid_();
            case Activation.Tanh: return x.tanh_();
            default:
                var result = Apply(activation, x);
                x.Dispose();
                return result;
        }
    }

    /// <summary>Whether f(max(a, b)) = max(f(a), f(b)) for all a and b, so that a max-pool may come first.</summary>
    public static bool IsMonotone(Activation activation) => activation
        is Activation.Linear or Activation.Relu or Activation.LeakyRelu or Activation.Elu or Activation.Selu or Activation.Sigmoid
        or Activation.Tanh or Activation.Softplus or Activation.Softsign or Activation.HardSigmoid or Activation.Relu6;

    /// <summary>Whether about half of the values come out as (nearly) zero, which He's initialisation makes up for.</summary>
    public static bool IsReluLike(Activation activation) => activation
        is Activation.Relu or Activation.LeakyRelu or Activation.Relu6 or Activation.Elu or Activation.Gelu or Activation.Silu
        or Activation.Mish or Activation.HardSwish or Activation.Softplus;

    public static ArgumentOutOfRangeException Unknown(Activation activation) => new(nameof(activation),
        $"There is no activation {(int)activation}. Use one of {string.Join(", ", Enum.GetNames<Activation>())}.");

    private static Tensor Mish(Tensor x)
    {
        using var softplus = x.Softplus();
        using var gate = softplus.tanh();
        return x * gate;
    }

    private static Tensor Softsign(Tensor x)
    {
        using var magnitude = x.abs();
        using var denominator = magnitude.Plus(1);
        return x / denominator;
    }

    // (batch, channels, height, width) -> channels; anything else -> the last axis
    private static long SoftmaxAxis(Tensor x) => x.dim() == 4 ? 1 : -1;
}
