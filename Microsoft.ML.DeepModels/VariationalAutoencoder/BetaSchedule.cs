using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.DeepModels.Training.Schedules;

namespace Microsoft.ML.DeepModels.VariationalAutoencoder;

/// <summary>How the weight of the Kullback-Leibler divergence grows during training, as a factor of <see cref="VariationalAutoencoderOptions.Beta"/>. A plain value.</summary>
public abstract record BetaSchedule
{
    private protected BetaSchedule()
    {
    }

    /// <summary>The full weight from the first step on.</summary>
    public static BetaSchedule Constant { get; } = new ConstantBeta();

    /// <summary>
    /// From 0 to the full weight in a straight line, then the full weight (Bowman et al., 2016, https://arxiv.org/abs/1511.06349): the decoder learns to use the
    /// latent vector before it has to pay for it.
    /// </summary>
    /// <param name="epochs">how long it grows, above 0; it may be a fraction</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0.</exception>
    public static BetaSchedule WarmUp(double epochs) => new WarmUpBeta(Require.Positive(epochs));

    /// <summary>Training is divided into equal cycles; in each the weight grows from 0 to full in a straight line and then stays (Fu et al., 2019, https://arxiv.org/abs/1903.10145).</summary>
    /// <param name="cycles">the number of cycles, 1 or above</param>
    /// <param name="growing">the part of a cycle in which the weight grows, in (0, 1]</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside of its range.</exception>
    public static BetaSchedule Cyclical(int cycles = 4, double growing = 0.5) => new CyclicalBeta(Require.AtLeastOne(cycles), Require.ShrinkFactor(growing));

    /// <summary>The factor at a place in training, from 0 to 1.</summary>
    internal abstract double Factor(SchedulePosition position);

    private sealed record ConstantBeta : BetaSchedule
    {
        internal override double Factor(SchedulePosition position) => 1;
    }

    private sealed record WarmUpBeta(double Epochs) : BetaSchedule
    {
        internal override double Factor(SchedulePosition position) => Math.Min(1, position.Step / position.StepsPerEpoch / Epochs);
    }

    private sealed record CyclicalBeta(int Cycles, double Growing) : BetaSchedule
    {
        internal override double Factor(SchedulePosition position)
        {
            double place = position.Step / position.TotalSteps * Cycles;
            return Math.Min(1, (place - Math.Floor(place)) / Growing);
        }
    }
}
