namespace Microsoft.ML.DeepModels.Examples.ImageClassification;

/// <summary>What the model says of an image.</summary>
public sealed class ImagePrediction
{
    /// <summary>The name of the class that the model takes it for.</summary>
    public string Class { get; set; } = "";

    /// <summary>The probability of each class.</summary>
    public float[] Score { get; set; } = [];
}
