using Microsoft.ML.DeepModels.VariationalAutoencoder;

namespace Microsoft.ML.DeepModels.Tests.Common;

/// <summary>Settings of variational autoencoders that train in a moment on <see cref="Shapes"/>.</summary>
internal static class SmallVariationalAutoencoder
{
    public static VariationalAutoencoderTrainer.Options Options(int epochs = 2, string? label = null) =>
        new() { LatentSize = 4, Epochs = epochs, BatchSize = 16, LearningRate = 3e-3, Seed = 1, LabelColumnName = label };

    public static VariationalAutoencoderAnomalyTrainer.Options AnomalyOptions(int epochs = 2) =>
        new() { LatentSize = 4, Epochs = epochs, BatchSize = 16, LearningRate = 3e-3, Seed = 1 };
}
