using Microsoft.ML.DeepModels.Training.Schedules;
using Microsoft.ML.DeepModels.VariationalAutoencoder;

namespace Microsoft.ML.DeepModels.Tests.VariationalAutoencoder;

/// <summary>The weight of the divergence over training, by hand.</summary>
[TestClass]
public class BetaScheduleTests
{
    [TestMethod]
    public void WarmUp_GrowsInAStraightLineAndStays()
    {
        var schedule = BetaSchedule.WarmUp(2);
        Assert.AreEqual(0, schedule.Factor(new SchedulePosition(0, 10, 8)));
        Assert.AreEqual(0.25, schedule.Factor(new SchedulePosition(5, 10, 8)), 1e-12);
        Assert.AreEqual(1, schedule.Factor(new SchedulePosition(20, 10, 8)));
        Assert.AreEqual(1, schedule.Factor(new SchedulePosition(79, 10, 8)));
    }

    [TestMethod]
    public void Cyclical_BeginsAgainInEachCycle()
    {
        var schedule = BetaSchedule.Cyclical(4, 0.5); // 80 steps: cycles of 20, growing over 10
        Assert.AreEqual(0, schedule.Factor(new SchedulePosition(0, 10, 8)));
        Assert.AreEqual(0.5, schedule.Factor(new SchedulePosition(5, 10, 8)), 1e-12);
        Assert.AreEqual(1, schedule.Factor(new SchedulePosition(15, 10, 8)));
        Assert.AreEqual(0, schedule.Factor(new SchedulePosition(20, 10, 8)));
        Assert.AreEqual(0.2, schedule.Factor(new SchedulePosition(62, 10, 8)), 1e-12);
    }

    [TestMethod]
    public void Constant_IsFullFromTheStart() => Assert.AreEqual(1, BetaSchedule.Constant.Factor(new SchedulePosition(0, 10, 8)));
}
