namespace Microsoft.ML.DeepModels.Examples.Images;

/// <summary>A row of image data: an image file's bytes and the name of its class.</summary>
public sealed class LabeledImage
{
    /// <summary>The bytes of a JPEG, PNG or BMP file.</summary>
    public byte[] Image { get; set; } = [];

    /// <summary>The class.</summary>
    public string Label { get; set; } = "";

    /// <summary>The file it was read from, below the folder of the data; empty when it was drawn.</summary>
    public string File { get; set; } = "";
}
