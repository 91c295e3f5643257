using System.Diagnostics;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using TorchSharp;
using static TorchSharp.torch;
using Generator = TorchSharp.torch.Generator;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Benchmarks.Harness;

/// <summary>The training loop by itself, on tensors in memory: no data view, no reading, no shuffling.</summary>
internal sealed class BareLoop : IDisposable
{
    private readonly Generator _generator = new(1, Devices.Cpu);
    private readonly ReferenceCase _case;
    private readonly Tensor _features;
    private readonly Tensor? _labels;

    public BareLoop(ReferenceCase reference)
    {
        _case = reference;
        using var scope = NewDisposeScope();
        Tensor rows = rand([reference.Rows, .. reference.Shape], generator: _generator);
        _features = reference.Layout(rows).MoveToOuterDisposeScope();
        if (reference.HasLabels) _labels = randint(0, ReferenceCase.Classes, [reference.Rows], ScalarType.Int64, generator: _generator).MoveToOuterDisposeScope();
    }

    /// <summary>Trains some epochs from fresh weights: a network that has learned its data by heart has gradients of another speed.</summary>
    public double SamplesPerSecond(int epochs)
    {
        using NetworkInTraining network = _case.Network(new ModuleContext(_generator, _generator, Devices.Cpu));
        // With observers, so that it reports as much as a Fit does.
        var loop = new TrainingLoop(network.Step, new TrainingLoopOptions { Epochs = epochs }, [new Watcher()]);
        var watch = Stopwatch.StartNew();
        loop.Run(_ => Batches(), null, CancellationToken.None);
        return (double)epochs * _case.Rows / watch.Elapsed.TotalSeconds;
    }

    public void Dispose()
    {
        _features.Dispose();
        _labels?.Dispose();
        _generator.Dispose();
    }

    private IEnumerable<Batch> Batches()
    {
        for (int start = 0; start < _case.Rows; start += ReferenceCase.BatchSize)
            yield return new Batch(_features.narrow(0, start, ReferenceCase.BatchSize), _labels?.narrow(0, start, ReferenceCase.BatchSize));
    }

    private sealed class Watcher : ITrainingObserver;
}
