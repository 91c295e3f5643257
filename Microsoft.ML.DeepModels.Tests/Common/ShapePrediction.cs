namespace Microsoft.ML.DeepModels.Tests.Common;

/// <summary>What a classifier says of one picture.</summary>
internal sealed class ShapePrediction
{
    public float[] Score { get; set; } = [];

    public uint PredictedLabel { get; set; }
}
