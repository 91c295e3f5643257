using Microsoft.ML.DeepModels.Examples.Images;

namespace Microsoft.ML.DeepModels.Examples.Digits;

/// <summary>Many drawings as one image, to be looked at.</summary>
public static class ContactSheet
{
    /// <summary>Draws a row of images of every digit's turn; the result is a BMP file.</summary>
    /// <param name="size">of one image, in pixels</param>
    /// <param name="rows">of ten images</param>
    /// <param name="seed">as of the drawer</param>
    public static byte[] Draw(int size, int rows, int seed)
    {
        const int columns = 10;
        var drawer = new DigitDrawer(size, seed);
        return Of(size, columns, [.. Enumerable.Range(0, rows * columns).Select(i => drawer.Draw(i % columns))]);
    }

    /// <summary>Puts square drawings side by side and row below row; the result is a BMP file.</summary>
    /// <param name="size">of a drawing, in pixels</param>
    /// <param name="columns">drawings side by side; their number is a multiple of it</param>
    /// <param name="drawings">row by row</param>
    public static byte[] Of(int size, int columns, IReadOnlyList<Canvas> drawings)
    {
        int rows = drawings.Count / columns;
        byte[] sheet = new byte[columns * size * rows * size * 3];
        for (int i = 0; i < rows * columns; i++)
        {
            byte[] image = drawings[i].ToRgb();
            int left = i % columns * size, top = i / columns * size;
            for (int y = 0; y < size; y++)
                image.AsSpan(y * size * 3, size * 3).CopyTo(sheet.AsSpan(((top + y) * columns * size + left) * 3));
        }
        return BitmapFile.Encode(columns * size, rows * size, sheet);
    }
}
