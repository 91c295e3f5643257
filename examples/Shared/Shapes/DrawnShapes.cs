using Microsoft.ML.DeepModels.Examples.Digits;
using Microsoft.ML.DeepModels.Examples.Images;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Examples.Shapes;

/// <summary>The data that needs no download, for transfer learning: pictures of shapes that the program draws, 32x32 pixels in colour.</summary>
public static class DrawnShapes
{
    /// <summary>The width and height of an image.</summary>
    public const int Size = 32;

    /// <summary>Draws images to learn from and images to judge by, all of the shapes in turn.</summary>
    /// <param name="shapes">the classes</param>
    /// <param name="train">images a class to learn from</param>
    /// <param name="test">images a class to judge by</param>
    /// <param name="seed">where all that is random begins</param>
    public static ImageDataSet Create(IReadOnlyList<Shape> shapes, int train, int test, int seed)
    {
        var drawer = new ShapeDrawer(Size, seed);
        return new ImageDataSet("drawn", TensorShape.Image(3, Size, Size), Draw(drawer, shapes, train), Draw(drawer, shapes, test));
    }

    /// <summary>A row of images of every shape, to be looked at; the result is a BMP file.</summary>
    /// <param name="columns">images side by side</param>
    /// <param name="seed">as of <see cref="Create"/></param>
    public static byte[] Sheet(int columns, int seed)
    {
        var drawer = new ShapeDrawer(Size, seed);
        return ContactSheet.Of(Size, columns, [.. Shape.All.SelectMany(shape => Enumerable.Range(0, columns).Select(_ => drawer.Draw(shape)))]);
    }

    private static List<LabeledImage> Draw(ShapeDrawer drawer, IReadOnlyList<Shape> shapes, int each)
    {
        var rows = new List<LabeledImage>(each * shapes.Count);
        for (int i = 0; i < each * shapes.Count; i++)
        {
            Shape shape = shapes[i % shapes.Count];
            rows.Add(new LabeledImage { Image = BitmapFile.Encode(Size, Size, drawer.Draw(shape).ToRgb()), Label = shape.Name });
        }
        return rows;
    }
}
