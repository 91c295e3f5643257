using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;

/// <summary>What discriminator and generator make small, by what the discriminator says of rows. A plain value.</summary>
public abstract record GenerativeAdversarialNetworkLoss
{
    private protected GenerativeAdversarialNetworkLoss()
    {
    }

    /// <summary>
    /// Binary cross-entropy: the discriminator tells real rows (1) from generated ones (0), and the generator wants its own to be taken for real ones (Goodfellow et
    /// al., 2014, https://arxiv.org/abs/1406.2661, in the form that does not saturate). The score is the probability of a real row.
    /// </summary>
    public static GenerativeAdversarialNetworkLoss NonSaturating { get; } = new NonSaturatingLoss();

    /// <summary>Half of the squared distance to 1 for real rows and to 0 for generated ones; to 1 for the generator (Mao et al., 2017, https://arxiv.org/abs/1611.04076).</summary>
    public static GenerativeAdversarialNetworkLoss LeastSquares { get; } = new LeastSquaresLoss();

    /// <summary>max(0, 1 - score) for real rows and max(0, 1 + score) for generated ones; minus the score for the generator (Lim and Ye, 2017, https://arxiv.org/abs/1705.02894).</summary>
    public static GenerativeAdversarialNetworkLoss Hinge { get; } = new HingeLoss();

    /// <summary>
    /// The distance of Wasserstein: the mean score of generated rows minus that of real ones, and minus the score for the generator, with a penalty on the gradient of
    /// the score wherever its length is not 1, between real and generated rows (Gulrajani et al., 2017, https://arxiv.org/abs/1704.00028). Set the discriminator's
    /// steps to about 5.
    /// </summary>
    /// <param name="gradientPenalty">the weight of the penalty, above 0</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0.</exception>
    public static GenerativeAdversarialNetworkLoss Wasserstein(double gradientPenalty = 10) => new WassersteinLoss(Require.Positive(gradientPenalty));

    /// <summary>Whether the score is a logit, so that its sigmoid is a probability.</summary>
    internal virtual bool IsProbability => false;

    /// <summary>Whether real rows have a target that can be smoothed.</summary>
    internal virtual bool HasTargets => false;

    /// <summary>The weight of the penalty on gradients between real and generated rows; 0: none.</summary>
    internal virtual double GradientPenalty => 0;

    /// <summary>(batch) what the discriminator makes small for real rows.</summary>
    /// <param name="scores">(batch) of the discriminator</param>
    /// <param name="smoothing">how far below 1 the target is, where there is one</param>
    internal abstract Tensor Real(Tensor scores, double smoothing);

    /// <summary>(batch) what the discriminator makes small for generated rows.</summary>
    internal abstract Tensor Fake(Tensor scores);

    /// <summary>(batch) what the generator makes small for its rows.</summary>
    internal abstract Tensor Generator(Tensor scores);

    private sealed record NonSaturatingLoss : GenerativeAdversarialNetworkLoss
    {
        internal override bool IsProbability => true;

        internal override bool HasTargets => true;

        public override string ToString() => "NonSaturating";

        // -(t log p + (1 - t) log (1 - p)) = log(1 + exp(-s)) + (1 - t) s for p = sigmoid(s)
        internal override Tensor Real(Tensor scores, double smoothing) =>
            smoothing == 0 ? scores.neg().Softplus() : scores.neg().Softplus().Plus(scores.Times(smoothing));

        internal override Tensor Fake(Tensor scores) => scores.Softplus();

        internal override Tensor Generator(Tensor scores) => scores.neg().Softplus();
    }

    private sealed record LeastSquaresLoss : GenerativeAdversarialNetworkLoss
    {
        internal override bool HasTargets => true;

        public override string ToString() => "LeastSquares";

        internal override Tensor Real(Tensor scores, double smoothing) => scores.Minus(1 - smoothing).Squared().Times(0.5);

        internal override Tensor Fake(Tensor scores) => scores.Squared().Times(0.5);

        internal override Tensor Generator(Tensor scores) => scores.Minus(1).Squared().Times(0.5);
    }

    private sealed record HingeLoss : GenerativeAdversarialNetworkLoss
    {
        public override string ToString() => "Hinge";

        internal override Tensor Real(Tensor scores, double smoothing) => scores.OneMinus().relu();

        internal override Tensor Fake(Tensor scores) => scores.Plus(1).relu();

        internal override Tensor Generator(Tensor scores) => scores.neg();
    }

    private sealed record WassersteinLoss(double Penalty) : GenerativeAdversarialNetworkLoss
    {
        internal override double GradientPenalty => Penalty;

        public override string ToString() => FormattableString.Invariant($"Wasserstein({Penalty})");

        internal override Tensor Real(Tensor scores, double smoothing) => scores.neg();

        internal override Tensor Fake(Tensor scores) => scores.alias();

        internal override Tensor Generator(Tensor scores) => scores.neg();
    }
}
