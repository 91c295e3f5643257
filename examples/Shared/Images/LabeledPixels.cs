namespace Microsoft.ML.DeepModels.Examples.Images;

/// <summary>A row of image data: the pixels of a grey image and the name of its class.</summary>
public sealed class LabeledPixels
{
    /// <summary>The brightness of each pixel, row by row from the top: 0 is black, 1 white.</summary>
    public float[] Features { get; set; } = [];

    /// <summary>The class.</summary>
    public string Label { get; set; } = "";
}
