using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.DeepModels.Training.Schedules;

namespace Microsoft.ML.DeepModels.Tests.Training;

[TestClass]
public class ScheduleTests
{
    private const int Epochs = 5, Steps = 4;

    public static IEnumerable<object[]> Schedules =>
    [
        ["step", LearningRateSchedule.StepDecay(2, 0.5)],
        ["exponential", LearningRateSchedule.ExponentialDecay(0.8)],
        ["cosine", LearningRateSchedule.CosineDecay(0, 0.1)],
        ["one-cycle", LearningRateSchedule.OneCycle()],
    ];

    [TestMethod]
    [DynamicData(nameof(Schedules))]
    public void Factor_OverAllSteps_GivesTheNumbersOfPyTorch(string name, object schedule)
    {
        double[] expected = TrainingGolden.Doubles("schedules", name);
        for (int i = 0; i < expected.Length; i++)
        {
            var position = SchedulePosition.Of(i / Steps + 1, i % Steps, Steps, Epochs);
            Assert.AreEqual(expected[i], ((LearningRateSchedule)schedule).Factor(position), 1e-6, $"{name}, step {i}");
        }
    }

    [TestMethod]
    public void Factor_OfCosineWithWarmUp_RisesLinearlyThenFalls()
    {
        var schedule = LearningRateSchedule.CosineDecay(1);
        double[] factors = [.. Enumerable.Range(0, 8).Select(i => schedule.Factor(SchedulePosition.Of(i / 4 + 1, i % 4, 4, 2)))];
        double[] expected = [0.25, 0.5, 0.75, 1, 1, (1 + Math.Cos(Math.PI / 4)) / 2, 0.5, (1 - Math.Cos(Math.PI / 4)) / 2];
        for (int i = 0; i < 8; i++) Assert.AreEqual(expected[i], factors[i], 1e-12, $"step {i}");
    }

    [TestMethod]
    public void Factor_WhereTheEpochsLengthIsUnknown_IsThatOfTheMiddleOfTheEpoch()
    {
        var first = SchedulePosition.Of(1, 17, null, 4);
        Assert.AreEqual((1 + Math.Cos(Math.PI / 8)) / 2, LearningRateSchedule.CosineDecay().Factor(first), 1e-12);
        Assert.AreEqual(1, LearningRateSchedule.StepDecay(1).Factor(first));
        Assert.AreEqual(1, LearningRateSchedule.Constant.Factor(first));
    }

    [TestMethod]
    public void Factor_WithMoreBatchesThanPromised_StaysWithinTheEpoch()
    {
        var late = SchedulePosition.Of(1, 9, 4, 2);
        Assert.AreEqual(1, LearningRateSchedule.StepDecay(1).Factor(late));
    }

    [TestMethod]
    public void Create_WithSettingsOutOfRange_NamesTheArgumentTheValueAndTheRange()
    {
        OptimizerTests.Refused(() => LearningRateSchedule.StepDecay(0), "epochs", "epochs must be 1 or above, got 0.");
        OptimizerTests.Refused(() => LearningRateSchedule.ExponentialDecay(1.5), "factor", "factor must be in (0, 1], got 1.5.");
        OptimizerTests.Refused(() => LearningRateSchedule.CosineDecay(-1), "warmUpEpochs", "warmUpEpochs must be 0 or above, got -1.");
        OptimizerTests.Refused(() => LearningRateSchedule.OneCycle(1), "riseFraction", "riseFraction must be in (0, 1), got 1.");
    }
}
