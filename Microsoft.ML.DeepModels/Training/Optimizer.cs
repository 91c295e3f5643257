using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training.Optimizers;

namespace Microsoft.ML.DeepModels.Training;

/// <summary>
/// How gradients move the weights. A plain value: each Fit makes its own state from it. The learning rate and the weight
/// decay are options of the trainer, so that one schedule serves every optimizer. Formulas are those of <c>torch.optim</c>.
/// </summary>
public abstract record Optimizer
{
    /// <summary>
    /// Adam (Kingma and Ba, 2015, https://arxiv.org/abs/1412.6980): steps scaled by running means of the gradient and of its
    /// square. Weight decay is added to the gradient (L2 penalty).
    /// </summary>
    /// <param name="beta1">Decay of the mean of gradients, in [0, 1).</param>
    /// <param name="beta2">Decay of the mean of squared gradients, in [0, 1).</param>
    /// <param name="epsilon">Added to the denominator, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside of its range.</exception>
    public static Optimizer Adam(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) =>
        new AdamOptimizer("Adam", beta1, beta2, epsilon, false);

    /// <summary>
    /// Adam with decoupled weight decay (Loshchilov and Hutter, 2019, https://arxiv.org/abs/1711.05101): the decay shrinks the
    /// weights directly, by learning rate times weight decay a step.
    /// </summary>
    /// <param name="beta1">Decay of the mean of gradients, in [0, 1).</param>
    /// <param name="beta2">Decay of the mean of squared gradients, in [0, 1).</param>
    /// <param name="epsilon">Added to the denominator, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside of its range.</exception>
    public static Optimizer AdamW(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) =>
        new AdamOptimizer("AdamW", beta1, beta2, epsilon, true);

    /// <summary>Stochastic gradient descent, with momentum where given. Weight decay is added to the gradient (L2 penalty).</summary>
    /// <param name="momentum">Part of the last step that is kept, in [0, 1); 0: plain gradient descent.</param>
    /// <param name="nesterov">Whether to look ahead along the momentum; needs a momentum above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The momentum is outside of its range.</exception>
    /// <exception cref="ArgumentException">Nesterov was asked for without momentum.</exception>
    public static Optimizer Sgd(double momentum = 0, bool nesterov = false) => new SgdOptimizer(momentum, nesterov);

    /// <summary>
    /// RMSprop (Hinton, 2012): steps scaled by a running mean of squared gradients. Weight decay is added to the gradient
    /// (L2 penalty).
    /// </summary>
    /// <param name="alpha">Decay of the mean of squared gradients, in [0, 1).</param>
    /// <param name="epsilon">Added to the denominator, above 0.</param>
    /// <param name="momentum">Part of the last step that is kept, in [0, 1).</param>
    /// <param name="centered">Whether the mean gradient is taken off, so that steps are scaled by the variance.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside of its range.</exception>
    public static Optimizer RmsProp(double alpha = 0.99, double epsilon = 1e-8, double momentum = 0, bool centered = false) =>
        new RmsPropOptimizer(alpha, epsilon, momentum, centered);

    /// <summary>The state of one training run over these parameters; the caller disposes it, before the buffer.</summary>
    internal abstract OptimizerState CreateState(ParameterBuffer parameters);
}
