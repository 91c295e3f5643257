using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Examples.Images;

/// <summary>Image files in one sub-folder a class, either right there or below train/ and test/ (or val/).</summary>
public static class ImageFolder
{
    private const double TestPart = 0.2;
    private const int PhotographSize = 64; // pixels
    private static readonly string[] s_endings = [".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp", ".tif", ".tiff"]; // what cannot be read is named by who reads it
    private static readonly string[] s_testFolders = ["test", "val"];

    /// <summary>The images of a folder; where it has no part to judge by, a fifth of each class is set aside.</summary>
    /// <exception cref="ExampleException">There are fewer than two classes with images.</exception>
    public static ImageDataSet Read(string folder, int seed)
    {
        string name = new DirectoryInfo(folder).Name;
        string train = Path.Combine(folder, "train");
        string? test = s_testFolders.Select(part => Path.Combine(folder, part)).FirstOrDefault(Directory.Exists);
        if (Directory.Exists(train) && test is not null) return Shaped(name, ReadClasses(folder, train), ReadClasses(folder, test));
        var random = new Random(seed);
        List<LabeledImage> learn = [], judge = [];
        foreach (IGrouping<string, LabeledImage> images in ReadClasses(folder, folder).GroupBy(image => image.Label))
        {
            LabeledImage[] shuffled = [.. images];
            random.Shuffle(shuffled);
            int count = (int)(shuffled.Length * TestPart);
            judge.AddRange(shuffled[..count]);
            learn.AddRange(shuffled[count..]);
        }
        if (judge.Count == 0) throw new ExampleException($"'{folder}' has fewer than 5 images in every class; a fifth must be set aside to judge by.");
        return Shaped(name, learn, judge);
    }

    /// <param name="data">the folder of all data</param>
    /// <param name="folder">of the classes</param>
    private static List<LabeledImage> ReadClasses(string data, string folder)
    {
        List<LabeledImage> rows = [];
        foreach (string path in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            string label = Path.GetFileName(path);
            rows.AddRange(Directory.EnumerateFiles(path)
                .Where(file => s_endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal)
                .Select(file => new LabeledImage { Image = File.ReadAllBytes(file), Label = label, File = Path.GetRelativePath(data, file) }));
        }
        int classes = rows.Select(row => row.Label).Distinct().Count();
        if (classes < 2)
        {
            throw new ExampleException($"'{folder}' has {classes} sub-folders with JPEG, PNG or BMP images; at least two classes are needed, " +
                "each in a sub-folder of its name, or the four IDX files of MNIST.");
        }
        return rows;
    }

    /// <summary>Small pictures keep their size, photographs become 64x64.</summary>
    private static ImageDataSet Shaped(string name, List<LabeledImage> train, List<LabeledImage> test)
    {
        (int width, int height) = train.Select(SizeOf).FirstOrDefault(size => size is not null) ?? (PhotographSize, PhotographSize);
        bool isSmall = Math.Max(width, height) <= PhotographSize;
        return new ImageDataSet(name, isSmall ? TensorShape.Image(3, height, width) : TensorShape.Image(3, PhotographSize, PhotographSize), train, test);
    }

    /// <summary>In pixels; null when it cannot be read.</summary>
    private static (int Width, int Height)? SizeOf(LabeledImage image)
    {
        try
        {
            using var stream = new MemoryStream(image.Image);
            using Data.MLImage decoded = Data.MLImage.CreateFromStream(stream);
            return (decoded.Width, decoded.Height);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
