namespace Microsoft.ML.DeepModels.Batching;

/// <summary>The order in which the values of an image lie in a vector column.</summary>
public enum ChannelOrder
{
    /// <summary>One plane after the other, (channels, height, width): what <c>ExtractPixels</c> gives by default.</summary>
    ChannelsFirst,

    /// <summary>Pixel by pixel, (height, width, channels): what <c>ExtractPixels</c> gives with <c>interleavePixelColors: true</c>.</summary>
    ChannelsLast,
}
