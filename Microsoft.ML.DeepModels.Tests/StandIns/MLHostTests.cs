using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

/// <summary>Hosts, messages, progress and cancellation. Everything here holds for the official ML.NET too.</summary>
[TestClass]
public class MLHostTests
{
    private static IHostEnvironment Environment(MLContext ml) => ml;

    [TestMethod]
    public void Log_OfAChannel_NamesItsSourceAndKind()
    {
        var ml = new MLContext(1);
        var messages = new List<LoggingEventArgs>();
        ml.Log += (_, message) => messages.Add(message);
        using (var channel = Environment(ml).Register("Trainer").Start("Fit"))
        {
            channel.Info(MessageSensitivity.None, "epoch {0} of {1}", 1, 2);
            channel.Warning(MessageSensitivity.None, "careful {0}");
            channel.Trace(MessageSensitivity.None, "detail");
            channel.Error(MessageSensitivity.None, "fault");
        }

        CollectionAssert.AreEqual(
            new[]
            {
                "[Source=Trainer; Fit, Kind=Trace] Channel started", "[Source=Trainer; Fit, Kind=Info] epoch 1 of 2",
                "[Source=Trainer; Fit, Kind=Warning] careful {0}", "[Source=Trainer; Fit, Kind=Trace] detail", "[Source=Trainer; Fit, Kind=Error] fault"
            },
            messages.Take(5).Select(message => message.Message).ToArray());
        Assert.HasCount(7, messages);
        StringAssert.StartsWith(messages[5].RawMessage, "Channel finished. Elapsed ");
        Assert.AreEqual("Channel disposed", messages[6].RawMessage);
        Assert.AreEqual(("Trainer; Fit", ChannelMessageKind.Info), (messages[1].Source, messages[1].Kind));
    }

    [TestMethod]
    public void Rand_OfHosts_FollowsTheSeed()
    {
        int[] Draw(int? seed)
        {
            var environment = Environment(new MLContext(seed));
            return [environment.Register("a").Rand.Next(), environment.Register("b").Rand.Next(), environment.Register("c", seed: 7).Rand.Next()];
        }
        CollectionAssert.AreEqual(Draw(5), Draw(5));
        Assert.AreNotEqual(Draw(5)[0], Draw(6)[0]);
        Assert.AreEqual(Draw(5)[2], Draw(6)[2]);
        Assert.AreNotEqual(Draw(5)[0], Draw(5)[1]);
        Assert.AreNotEqual(Draw(null)[0], Draw(null)[0]);
    }

    [TestMethod]
    public void Process_OfAnException_MarksItsComponent()
    {
        var host = Environment(new MLContext()).Register("Trainer");
        var error = host.Process(new InvalidOperationException("text"));
        Assert.AreEqual("text", error.Message);
        Assert.AreEqual("Environment", error.Data["Throwing component"]);
        using var channel = host.Start("Fit");
        var inPhase = channel.Process(new IOException());
        Assert.AreEqual("Trainer", inPhase.Data["Throwing component"]);
        Assert.AreEqual("Fit", inPhase.Data["Phase"]);
        Assert.AreEqual("HostEnvironment", host.ContextDescription);
        Assert.AreEqual("Trainer; Fit", channel.ContextDescription);
        Assert.AreEqual("HostEnvironment", Environment(new MLContext()).ContextDescription);
    }

    [TestMethod]
    public void ProgressChannel_WithTooManyNumbers_Throws()
    {
        var host = Environment(new MLContext()).Register("Trainer");
        using var progress = host.StartProgressChannel("Training");
        progress.SetHeader(new ProgressHeader(["Loss"], ["epochs"]), entry => entry.SetProgress(0, 1, 10));
        progress.Checkpoint(0.5, 1);
        progress.Checkpoint(0.5, 1, 10);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => progress.Checkpoint(0.5, 1, 10, 11));
        StringAssert.Contains(error.Message, "Too many values provided in Checkpoint");
        progress.Dispose();
        error = Assert.ThrowsExactly<InvalidOperationException>(() => progress.Checkpoint(0.5));
        StringAssert.Contains(error.Message, "Can't report checkpoints after disposing");
    }

    [TestMethod]
    public void Header_MadeInBothWays_HasItsNames()
    {
        CollectionAssert.AreEqual(new[] { "epochs", "rows" }, new ProgressHeader("epochs", "rows").UnitNames.ToArray());
        Assert.IsEmpty(new ProgressHeader("epochs").MetricNames);
        Assert.IsEmpty(new ProgressHeader(metricNames: null, unitNames: null).UnitNames);
    }

    [TestMethod]
    public void CancelExecution_ReachesHostsOfBothTimes()
    {
        var ml = new MLContext();
        var before = Environment(ml).Register("before");
        var nested = before.Register("nested");
        Assert.IsFalse(Canceled(before));
        typeof(MLContext).GetMethod("CancelExecution", BindingFlags.NonPublic | BindingFlags.Instance)!.Invoke(ml, null);
        Assert.IsTrue(Canceled(before) && Canceled(nested) && Canceled(Environment(ml).Register("after")));
        Assert.IsFalse(Canceled(Environment(new MLContext()).Register("other")));
    }

    [TestMethod]
    public void Options_OfTheContext_ArePassedOn()
    {
        var ml = new MLContext { GpuDeviceId = 3, FallbackToCpu = true, TempFilePath = Path.GetTempPath() };
        Assert.AreEqual(3, ml.GpuDeviceId);
        Assert.IsTrue(ml.FallbackToCpu);
        Assert.IsFalse(new MLContext().FallbackToCpu);
        Assert.IsNull(new MLContext().GpuDeviceId);
        var property = typeof(IHost).Assembly.GetType("Microsoft.ML.Runtime.IHostEnvironmentInternal")!.GetProperty("GpuDeviceId")!;
        Assert.AreEqual(3, property.GetValue(Environment(ml).Register("Trainer")));
        ml.SetOption("name", 5);
        Assert.IsTrue(ml.TryGetOption("name", out int value) && value == 5);
        Assert.IsFalse(ml.TryGetOption<string>("name", out _));
        Assert.IsTrue(ml.RemoveOption("name"));
        Assert.AreEqual(0, ml.GetOptionOrDefault<int>("other"));
    }

    // The check that trainers make is internal.
    private static bool Canceled(IHostEnvironment host)
    {
        var check = typeof(IHost).Assembly.GetType("Microsoft.ML.Runtime.Contracts")!.GetMethod("CheckAlive", BindingFlags.Public | BindingFlags.Static)!;
        try
        {
            check.Invoke(null, [host]);
            return false;
        }
        catch (TargetInvocationException e) when (e.InnerException is OperationCanceledException canceled)
        {
            Assert.AreEqual("Operation was canceled.", canceled.Message);
            return true;
        }
    }
}
