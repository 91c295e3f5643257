namespace Microsoft.ML.DeepModels.Batching;

/// <summary>From what networks make to pixels.</summary>
internal static class Pixels
{
    /// <summary>Values from 0 to 1 to the nearest of 0 to 255; what is beyond becomes the end of the range, NaN becomes 0.</summary>
    public static void FromUnit(ReadOnlySpan<float> values, Span<byte> pixels)
    {
        for (int i = 0; i < values.Length; i++)
        {
            float value = values[i] * 255f + 0.5f;
            pixels[i] = value >= 255f ? (byte)255 : value > 0f ? (byte)value : (byte)0;
        }
    }
}
