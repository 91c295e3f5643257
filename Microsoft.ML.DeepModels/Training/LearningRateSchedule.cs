using Microsoft.ML.DeepModels.Training.Schedules;

namespace Microsoft.ML.DeepModels.Training;

/// <summary>
/// How the learning rate changes during training: a factor on the learning rate of the options. A plain value that may be
/// shared by many Fits. Where the number of steps of an epoch is not known yet (the first pass over a view that does not
/// know its length), that epoch is trained at the rate of its middle.
/// </summary>
public abstract record LearningRateSchedule
{
    /// <summary>The learning rate stays as it is.</summary>
    public static LearningRateSchedule Constant { get; } = new ConstantSchedule();

    /// <summary>Multiplies the rate by <paramref name="factor"/> after every <paramref name="epochs"/> epochs.</summary>
    /// <param name="epochs">Epochs between two drops, 1 or above.</param>
    /// <param name="factor">What a drop leaves of the rate, in (0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside of its range.</exception>
    public static LearningRateSchedule StepDecay(int epochs, double factor = 0.1) => new StepDecaySchedule(epochs, factor);

    /// <summary>Multiplies the rate by <paramref name="factor"/> after every epoch.</summary>
    /// <param name="factor">What an epoch leaves of the rate, in (0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is outside of its range.</exception>
    public static LearningRateSchedule ExponentialDecay(double factor) => new StepDecaySchedule(1, factor);

    /// <summary>
    /// Lets the rate fall along half a cosine, step by step, to <paramref name="finalFactor"/> at the end (Loshchilov and Hutter,
    /// 2017, https://arxiv.org/abs/1608.03983), after a linear warm-up where asked for.
    /// </summary>
    /// <param name="warmUpEpochs">Epochs (parts of one, too) over which the rate first rises linearly from zero, 0 or above.</param>
    /// <param name="finalFactor">The factor at the end, in [0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside of its range.</exception>
    public static LearningRateSchedule CosineDecay(double warmUpEpochs = 0, double finalFactor = 0) =>
        new CosineDecaySchedule(warmUpEpochs, finalFactor);

    /// <summary>
    /// One rise and one fall along cosines, step by step; the learning rate of the options is the highest (Smith and Topin, 2018,
    /// https://arxiv.org/abs/1708.07120). It starts at 1/25 of that and ends at 1/250,000 of it.
    /// </summary>
    /// <param name="riseFraction">The part of all steps over which the rate rises, in (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is outside of its range.</exception>
    public static LearningRateSchedule OneCycle(double riseFraction = 0.3) => new OneCycleSchedule(riseFraction);

    /// <summary>What the learning rate is multiplied by at this step.</summary>
    internal abstract double Factor(SchedulePosition position);
}
