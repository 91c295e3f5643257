namespace Microsoft.ML.DeepModels.Layers;

/// <summary>
/// A function applied to every value of a layer's output. <see cref="Softmax"/> and <see cref="LogSoftmax"/> look at the
/// channels of a pixel, or the last axis of anything else, together.
/// </summary>
public enum Activation
{
    /// <summary>x</summary>
    Linear,

    /// <summary>max(0, x)</summary>
    Relu,

    /// <summary>x for x > 0, else 0.01 x</summary>
    LeakyRelu,

    /// <summary>x for x > 0, else exp(x) - 1 (Clevert et al. 2016)</summary>
    Elu,

    /// <summary>1.0507 times Elu with alpha 1.6733 (Klambauer et al. 2017)</summary>
    Selu,

    /// <summary>x times the normal distribution function of x (Hendrycks and Gimpel 2016), computed with erf</summary>
    Gelu,

    /// <summary>x sigmoid(x), also called swish (Ramachandran et al. 2017)</summary>
    Silu,

    /// <summary>x tanh(softplus(x)) (Misra 2019)</summary>
    Mish,

    /// <summary>1 / (1 + exp(-x)); values in (0, 1)</summary>
    Sigmoid,

    /// <summary>the hyperbolic tangent; values in (-1, 1)</summary>
    Tanh,

    /// <summary>log(1 + exp(x)); above 0</summary>
    Softplus,

    /// <summary>x / (1 + |x|); values in (-1, 1)</summary>
    Softsign,

    /// <summary>min(max(0, x + 3), 6) / 6; values in [0, 1]</summary>
    HardSigmoid,

    /// <summary>x min(max(0, x + 3), 6) / 6 (Howard et al. 2019)</summary>
    HardSwish,

    /// <summary>min(max(0, x), 6)</summary>
    Relu6,

    /// <summary>exp(x) / sum of exp(x); values in (0, 1) that add up to 1</summary>
    Softmax,

    /// <summary>the logarithm of <see cref="Softmax"/></summary>
    LogSoftmax,
}
