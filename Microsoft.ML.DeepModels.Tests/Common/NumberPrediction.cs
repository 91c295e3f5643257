namespace Microsoft.ML.DeepModels.Tests.Common;

/// <summary>What a regression says of one picture.</summary>
internal sealed class NumberPrediction
{
    public float Score { get; set; }
}
