using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Examples.Images;

/// <summary>The four files of MNIST and its relatives as images.</summary>
public static class IdxData
{
    /// <summary>Reads the four files.</summary>
    /// <exception cref="ExampleException">One is missing, damaged, or does not fit the others.</exception>
    public static ImageDataSet Read(string folder)
    {
        (IdxPart train, IdxPart test) = IdxPart.ReadBoth(folder);
        return new ImageDataSet(new DirectoryInfo(folder).Name, TensorShape.Image(1, train.Height, train.Width), Rows(train), Rows(test));
    }

    private static List<LabeledImage> Rows(IdxPart part)
    {
        var rows = new List<LabeledImage>(part.Count);
        for (int i = 0; i < part.Count; i++)
            rows.Add(new LabeledImage { Image = BitmapFile.EncodeGrey(part.Width, part.Height, part.Image(i)), Label = part.Labels[i].ToString() });
        return rows;
    }
}
