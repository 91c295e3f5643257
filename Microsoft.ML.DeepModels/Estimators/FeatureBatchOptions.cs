using Microsoft.ML.DeepModels.Tensors;
using Device = TorchSharp.torch.Device;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>How features of frozen layers are kept and become batches.</summary>
internal sealed record FeatureBatchOptions
{
    /// <summary>How many layers are frozen.</summary>
    public required int Layers { get; init; }

    /// <summary>The shape that these layers make of a row.</summary>
    public required TensorShape Shape { get; init; }

    /// <summary>Views of each row, 1 or above.</summary>
    public int Views { get; init; } = 1;

    /// <summary>Where they are kept; not <see cref="FeatureCache.None"/>.</summary>
    public FeatureCache Cache { get; init; }

    /// <summary>The folder for those on disk; null: the system's folder for temporary files.</summary>
    public string? Folder { get; init; }

    /// <summary>What they may take in memory, in bytes.</summary>
    public long CacheBytes { get; init; }

    /// <summary>Called once, when all features are there and rows are not read any more; null: they may be, later on.</summary>
    public Action? RowsDone { get; init; }

    /// <summary>Rows in a batch.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Of the order of each epoch.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Where batches are to be.</summary>
    public required Device Device { get; init; }

    /// <summary>The bytes of the features of one row.</summary>
    public int RowBytes => checked(Shape.ElementCount * sizeof(float));
}
