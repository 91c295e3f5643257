using Microsoft.ML.DeepModels.Examples.Arguments;

namespace Microsoft.ML.DeepModels.Examples.Images;

/// <summary>One half of MNIST and its relatives, from two files: grey images of one size and their labels.</summary>
/// <param name="Count">the number of images</param>
/// <param name="Height">in pixels</param>
/// <param name="Width">in pixels</param>
/// <param name="Pixels">the brightness of each pixel, image after image, row by row from the top</param>
/// <param name="Labels">the class of each image</param>
public sealed record IdxPart(int Count, int Height, int Width, byte[] Pixels, byte[] Labels)
{
    private const string TrainImages = "train-images", TrainLabels = "train-labels", TestImages = "t10k-images", TestLabels = "t10k-labels";

    /// <summary>Whether the first of the four files is in a folder.</summary>
    public static bool IsIn(string folder) => Find(folder, TrainImages) is not null;

    /// <summary>Reads the four files, packed by gzip or not.</summary>
    /// <exception cref="ExampleException">One is missing, damaged, or does not fit the others.</exception>
    public static (IdxPart Train, IdxPart Test) ReadBoth(string folder)
    {
        IdxPart train = Read(folder, TrainImages, TrainLabels), test = Read(folder, TestImages, TestLabels);
        if ((train.Height, train.Width) == (test.Height, test.Width)) return (train, test);
        throw new ExampleException($"The images to learn from are {train.Height}x{train.Width} and those to judge by {test.Height}x{test.Width}; they must be of one size.");
    }

    /// <summary>The pixels of one image.</summary>
    public ReadOnlySpan<byte> Image(int index) => Pixels.AsSpan(index * Height * Width, Height * Width);

    private static IdxPart Read(string folder, string imageName, string labelName)
    {
        IdxFile images = Open(folder, imageName), labels = Open(folder, labelName);
        if (images.Dimensions.Count != 3) throw new ExampleException($"{imageName} must have 3 dimensions (images, rows, columns), got {images.Dimensions.Count}.");
        if (labels.Dimensions.Count != 1) throw new ExampleException($"{labelName} must have 1 dimension, got {labels.Dimensions.Count}.");
        int count = images.Dimensions[0];
        if (labels.Dimensions[0] != count) throw new ExampleException($"{imageName} has {count} images but {labelName} has {labels.Dimensions[0]} labels.");
        return new IdxPart(count, images.Dimensions[1], images.Dimensions[2], images.Values, labels.Values);
    }

    private static IdxFile Open(string folder, string name) =>
        IdxFile.Read(Find(folder, name) ?? throw new ExampleException($"'{folder}' has no file that begins with {name}; MNIST has four."));

    private static string? Find(string folder, string name) => Directory.EnumerateFiles(folder, name + "*").Order(StringComparer.Ordinal).FirstOrDefault();
}
