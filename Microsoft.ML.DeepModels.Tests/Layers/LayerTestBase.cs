using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Tests.Layers;

/// <summary>What the tests of layers share: modules from a seed, numbers out of tensors, and a check that none is left behind.</summary>
public abstract class LayerTestBase
{
    private long _tensorsBefore;

    private protected static readonly NetworkDefinition Reference = new(TensorShape.Image(3, 64, 64),
    [
        Layer.Conv2D(32, 3, Activation.Relu),
        Layer.MaxPool2D(2),
        Layer.Flatten(),
        Layer.Dense(64, Activation.Relu),
        Layer.Dense(10, Activation.Softmax),
    ]);

    [TestInitialize]
    public void CountTensorsBefore()
    {
        // What other tests left to the finalizer must not go while this one counts.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        _tensorsBefore = Tensor.TotalCount;
    }

    [TestCleanup]
    public void EveryTensorIsDisposed() => Assert.AreEqual(_tensorsBefore, Tensor.TotalCount, "tensors left behind");

    private protected static LayerStack Create(NetworkDefinition network, ulong seed = 1)
    {
        using var initialisation = new Generator(seed, CPU);
        return LayerStack.Create(network, new ModuleContext(initialisation, new Generator(seed + 1, CPU), CPU));
    }

    private protected static IEnumerable<Tensor> Parameters(LayerStack module) => ModuleTensors.Parameters(module).Select(p => p.Tensor);

    private protected static NetworkDefinition Network(TensorShape input, params Layer[] layers) => new(input, layers);

    /// <summary>Numbers as a tensor; images in channels-last memory, as batches have them.</summary>
    private protected static Tensor Examples(float[] values, TensorShape shape, long batch)
    {
        using var scope = NewDisposeScope();
        var x = tensor(values).reshape(shape.WithBatch(batch));
        if (shape.IsImage) x = x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        return x.MoveToOuterDisposeScope();
    }

    /// <summary>The values in logical order, whatever the memory.</summary>
    private protected static float[] Values(Tensor x)
    {
        using var scope = NewDisposeScope();
        return x.detach().contiguous().data<float>().ToArray();
    }

    private protected static void AssertClose(float[] expected, float[] actual, double tolerance, string what)
    {
        Assert.HasCount(expected.Length, actual, what);
        for (int i = 0; i < expected.Length; i++)
        {
            double allowed = tolerance * Math.Max(1, Math.Abs(expected[i]));
            if (!(Math.Abs(expected[i] - actual[i]) <= allowed)) Assert.Fail($"{what}[{i}]: expected {expected[i]}, got {actual[i]}");
        }
    }

    private protected static void AssertThrows<T>(Action action, string message) where T : Exception =>
        Assert.Contains(message, Assert.ThrowsExactly<T>(action).Message);
}
