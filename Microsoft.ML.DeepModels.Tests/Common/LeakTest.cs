using TorchSharp;

namespace Microsoft.ML.DeepModels.Tests.Common;

/// <summary>Fails when an action leaves tensors behind.</summary>
internal static class LeakTest
{
    /// <summary>Runs the action twice: what the first run makes for good (constants) does not count.</summary>
    public static void Run(Action action)
    {
        action();
        // What was left to the finalizer before must not go while this counts.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = torch.Tensor.TotalCount;
        action();
        Assert.AreEqual(before, torch.Tensor.TotalCount, "tensors alive after the action, compared with before it");
    }
}
