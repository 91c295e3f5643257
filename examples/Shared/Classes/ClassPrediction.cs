namespace Microsoft.ML.DeepModels.Examples.Classes;

/// <summary>What a classifier says of a row.</summary>
public sealed class ClassPrediction
{
    /// <summary>The name of the class that the model takes it for.</summary>
    public string Class { get; set; } = "";

    /// <summary>The probability of each class.</summary>
    public float[] Score { get; set; } = [];
}
