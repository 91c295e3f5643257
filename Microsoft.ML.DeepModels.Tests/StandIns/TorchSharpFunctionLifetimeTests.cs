using System.Runtime.CompilerServices;
using Microsoft.ML.DeepModels.Tests.Common;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

/// <summary>A managed function in a graph lives as long as the graph, and no longer.</summary>
[TestClass]
[DoNotParallelize]
public sealed class TorchSharpFunctionLifetimeTests
{
    [TestMethod]
    public void Graph_WithBackward_LeavesNothing() => LeakTest.Run(() =>
    {
        using var x = torch.ones(3, requires_grad: true);
        using (NewDisposeScope()) Kept.apply(x, new object()).sum().backward();
        x.grad!.Dispose();
    });

    [TestMethod]
    public void Graph_WithoutBackward_LeavesNothing() => LeakTest.Run(() =>
    {
        using var x = torch.ones(3, requires_grad: true);
        using (NewDisposeScope()) Kept.apply(x, new object());
    });

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Node_WhenItsGraphGoes_IsFreed(bool backward)
    {
        using var x = torch.ones(3, requires_grad: true);
        var (data, scope) = Graph(x, backward);
        Collect();
        Assert.IsTrue(data.IsAlive, "the graph is still there");
        scope.Dispose();
        Collect();
        Assert.IsFalse(data.IsAlive, "the graph is gone");
        x.grad?.Dispose();
    }

    [TestMethod]
    public void Node_WithoutGradients_IsFreedAtOnce()
    {
        using var x = torch.ones(3);
        var (data, scope) = Graph(x, false);
        using (scope)
        {
            Collect();
            Assert.IsFalse(data.IsAlive);
        }
    }

    [TestMethod]
    public void Node_LeftToTheFinalizer_IsFreed()
    {
        using var x = torch.ones(3, requires_grad: true);
        var data = Forgotten(x);
        // Each collection finds what the one before it let go of: the output, what its node held, ...
        for (int i = 0; i < 5 && data.IsAlive; i++) Collect();
        Assert.IsFalse(data.IsAlive);
    }

    [TestMethod]
    public void Collection_BetweenForwardAndBackward_LeavesTheNodeAlone()
    {
        using var scope = NewDisposeScope();
        var x = torch.ones(3, requires_grad: true);
        var y = Kept.apply(x, new object());
        for (int i = 0; i < 3; i++) Collect();
        y.sum().backward();
        CollectionAssert.AreEqual(new float[] { 2, 2, 2 }, x.grad!.data<float>().ToArray());
    }

    [TestMethod]
    public void SavedIntermediate_InAScopeThatEndsInForward_LivesWhenItWasMovedOut()
    {
        using var scope = NewDisposeScope();
        var x = torch.ones(3, requires_grad: true);
        Kept.apply(x, new object()).sum().backward();
        CollectionAssert.AreEqual(new float[] { 2, 2, 2 }, x.grad!.data<float>().ToArray());
    }

    [TestMethod]
    public void Threads_EachWithItsGraph_DoNotDisturbEachOther()
    {
        var failures = new System.Collections.Concurrent.ConcurrentBag<Exception>();
        var threads = Enumerable.Range(0, 4).Select(number => new Thread(() =>
        {
            try
            {
                for (int i = 0; i < 100; i++)
                {
                    using var scope = NewDisposeScope();
                    var x = torch.full([3], number + 1f, requires_grad: true);
                    (Kept.apply(x, new object()) * x).sum().backward();
                    Assert.AreEqual(12f * (number + 1), x.grad!.sum().item<float>());
                }
            }
            catch (Exception e)
            {
                failures.Add(e);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.AreEqual("", string.Join("; ", failures.Select(failure => failure.Message)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Data, DisposeScope Scope) Graph(Tensor x, bool backward)
    {
        var scope = NewDisposeScope();
        object data = new();
        var y = Kept.apply(x, data);
        if (backward) y.sum().backward();
        return (new WeakReference(data), scope);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Forgotten(Tensor x)
    {
        object data = new();
        // What saves its own output needs a dispose scope: the official library's node and that output hold each other.
        Plain.apply(x, data);
        return new WeakReference(data);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    /// <summary>Twice its input; it saves its input, its output and one tensor between them, and keeps its second argument.</summary>
    private sealed class Kept : autograd.SingleTensorFunction<Kept>
    {
        public override string Name => nameof(Kept);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            using var scope = NewDisposeScope();
            var x = (Tensor)vars[0];
            var factor = torch.full_like(x, 2).MoveToOuterDisposeScope();
            var result = (x * factor).MoveToOuterDisposeScope();
            ctx.save_for_backward([x, factor, result]);
            ctx.save_data("kept", vars[1]);
            return result;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            using var scope = NewDisposeScope();
            var saved = ctx.get_saved_variables();
            return [(grad_output * saved[1]).MoveToOuterDisposeScope(), null!];
        }
    }
    /// <summary>Twice its input; it saves its input, and keeps its second argument.</summary>
    private sealed class Plain : autograd.SingleTensorFunction<Plain>
    {
        public override string Name => nameof(Plain);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_for_backward([(Tensor)vars[0]]);
            ctx.save_data("kept", vars[1]);
            return (Tensor)vars[0] * 2;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output * 2, null!];
    }
}
