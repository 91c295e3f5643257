using Microsoft.ML.DeepModels.Benchmarks.Harness;
using Microsoft.ML.DeepModels.RecurrentNetwork;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Benchmarks.Rnn;

/// <summary>The reference case of the recurrent network; benchmarks/pytorch/rnn.py has the same.</summary>
internal static class RnnCase
{
    public static ReferenceCase Case { get; } = new()
    {
        Name = "rnn",
        Rows = 2048,
        Shape = new TensorShape(28, 28),
        Layers = RecurrentNetworkTrainer.DefaultLayers,
        Trainer = (mlContext, epochs) => mlContext.MulticlassClassification.Trainers.RecurrentNetwork(
            new RecurrentNetworkTrainer.Options { Epochs = epochs, BatchSize = ReferenceCase.BatchSize, Seed = 1 }),
        Threads = 1,
        Passes = (Train: 2, Fit: 5, Score: 8)
    };
}
