using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>What an estimator that makes features of rows by a known network can be told: its columns, and where it runs.</summary>
public abstract class FeaturesOptions
{
    private protected FeaturesOptions()
    {
    }

    /// <summary>The name of the column that is added: Vector of Single.</summary>
    public string OutputColumnName { get; init; } = "Features";

    /// <summary>The column that is read; null: that of <see cref="OutputColumnName"/>, which is hidden then.</summary>
    public string? InputColumnName { get; init; }

    /// <summary>The shape of one example: (channels, height, width) for images. Null: as the column says, or else as the network has it.</summary>
    public TensorShape? InputShape { get; init; }

    /// <summary>The order of the values of an image in a vector column.</summary>
    public ChannelOrder ChannelOrder { get; init; } = ChannelOrder.ChannelsFirst;

    /// <summary>The number of rows of one forward pass, 1 or above; null: 64, or fewer, down to 8, where a row has more than 32,768 values.</summary>
    public int? ScoringBatchSize { get; init; }

    /// <summary>The index of the GPU; null: as <see cref="MLContext.GpuDeviceId"/> says, else the CPU.</summary>
    public int? GpuDeviceId { get; init; }

    /// <summary>Whether the CPU will do where that GPU does not exist; null: as <see cref="MLContext.FallbackToCpu"/> says.</summary>
    public bool? FallbackToCpu { get; init; }

    /// <summary>How the column is to be understood.</summary>
    internal InputOptions Reading => NetworkInput.Reading(InputShape, RequiredInput, DefaultShape, ChannelOrder);

    /// <summary>The only input that the network takes; null: it takes others, too.</summary>
    private protected virtual NetworkInput? RequiredInput => null;

    /// <summary>The size of images where nothing else tells it.</summary>
    private protected virtual TensorShape? DefaultShape => null;
}
