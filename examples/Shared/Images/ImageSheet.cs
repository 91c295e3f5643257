using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Examples.Images;

/// <summary>Many grey images of one size as one picture, to be looked at.</summary>
public static class ImageSheet
{
    private const int Gap = 2; // pixels between two images
    private const byte GapGrey = 96; // neither black nor white, which images have at their borders

    /// <summary>Writes the picture as a PNG file.</summary>
    /// <param name="path">ends with .png</param>
    /// <param name="images">the brightness of each pixel, row by row from the top: 0 is black, 1 white</param>
    /// <param name="height">of an image, in pixels</param>
    /// <param name="width">of an image, in pixels</param>
    /// <param name="columns">images side by side</param>
    public static void Save(string path, IReadOnlyList<float[]> images, int height, int width, int columns)
    {
        int rows = (images.Count + columns - 1) / columns;
        int sheetWidth = columns * (width + Gap) + Gap, sheetHeight = rows * (height + Gap) + Gap;
        byte[] pixels = new byte[4 * sheetWidth * sheetHeight]; // blue, green, red, opacity
        for (int i = 0; i < pixels.Length; i++) pixels[i] = i % 4 == 3 ? byte.MaxValue : GapGrey;
        for (int i = 0; i < images.Count; i++)
        {
            int top = Gap + i / columns * (height + Gap), left = Gap + i % columns * (width + Gap);
            for (int p = 0; p < images[i].Length; p++)
            {
                byte grey = (byte)(Math.Clamp(images[i][p], 0, 1) * 255 + 0.5f);
                pixels.AsSpan(4 * ((top + p / width) * sheetWidth + left + p % width), 3).Fill(grey);
            }
        }
        using MLImage sheet = MLImage.CreateFromPixels(sheetWidth, sheetHeight, MLPixelFormat.Bgra32, pixels);
        sheet.Save(path);
    }
}
