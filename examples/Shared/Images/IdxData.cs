using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Examples.Images;

/// <summary>Data in the four files of MNIST and its relatives: images and labels to learn from and to judge by, packed by gzip or not.</summary>
public static class IdxData
{
    private const string TrainImages = "train-images", TrainLabels = "train-labels", TestImages = "t10k-images", TestLabels = "t10k-labels";

    /// <summary>Whether the first of the files is in a folder.</summary>
    public static bool IsIn(string folder) => Find(folder, TrainImages) is not null;

    /// <summary>Reads the four files.</summary>
    /// <exception cref="ExampleException">One is missing, damaged, or does not fit the others.</exception>
    public static ImageDataSet Read(string folder)
    {
        (TensorShape shape, List<LabeledImage> train) = Read(folder, TrainImages, TrainLabels);
        (TensorShape testShape, List<LabeledImage> test) = Read(folder, TestImages, TestLabels);
        if (!shape.Equals(testShape)) throw new ExampleException($"The images to learn from are {shape} and those to judge by {testShape}; they must be of one size.");
        return new ImageDataSet(new DirectoryInfo(folder).Name, shape, train, test);
    }

    private static (TensorShape Shape, List<LabeledImage> Rows) Read(string folder, string imageName, string labelName)
    {
        IdxFile images = Open(folder, imageName), labels = Open(folder, labelName);
        if (images.Dimensions.Count != 3) throw new ExampleException($"{imageName} must have 3 dimensions (images, rows, columns), got {images.Dimensions.Count}.");
        if (labels.Dimensions.Count != 1) throw new ExampleException($"{labelName} must have 1 dimension, got {labels.Dimensions.Count}.");
        int count = images.Dimensions[0], height = images.Dimensions[1], width = images.Dimensions[2];
        if (labels.Dimensions[0] != count) throw new ExampleException($"{imageName} has {count} images but {labelName} has {labels.Dimensions[0]} labels.");
        var rows = new List<LabeledImage>(count);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> grey = images.Values.AsSpan(i * height * width, height * width);
            rows.Add(new LabeledImage { Image = BitmapFile.EncodeGrey(width, height, grey), Label = labels.Values[i].ToString() });
        }
        return (TensorShape.Image(1, height, width), rows);
    }

    private static IdxFile Open(string folder, string name) =>
        IdxFile.Read(Find(folder, name) ?? throw new ExampleException($"'{folder}' has no file that begins with {name}; MNIST has four."));

    private static string? Find(string folder, string name) => Directory.EnumerateFiles(folder, name + "*").Order(StringComparer.Ordinal).FirstOrDefault();
}
