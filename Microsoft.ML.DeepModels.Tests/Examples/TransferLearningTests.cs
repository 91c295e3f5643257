using System.Text.RegularExpressions;
using Microsoft.ML.DeepModels.Examples.Images;
using Microsoft.ML.DeepModels.Examples.Shapes;

namespace Microsoft.ML.DeepModels.Tests.Examples;

/// <summary>The example runs as a user runs it, in a process of its own.</summary>
[TestClass]
public sealed class TransferLearningTests
{
    private const string Example = "TransferLearning";
    private string _folder = "";

    [TestInitialize]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("deepmodels-").FullName;

    [TestCleanup]
    public void DeleteFolder() => Directory.Delete(_folder, true);

    [TestMethod]
    public void Run_ShapesThenAFolderByTheSavedModel_TablesAndResults()
    {
        string[] drawn = Run("--epochs", "2", "--batch-size", "64");
        AssertEnd(drawn, "drawn");
        StringAssert.StartsWith(drawn[0], "Data: drawn, 3200 pictures of 8 shapes (arrow, crescent, cross, heart, ring, spiral, square, star),");
        Assert.AreEqual(6, drawn.Count(line => line.StartsWith("epoch ", StringComparison.Ordinal)), "three networks of two epochs");
        Assert.IsTrue(drawn.Any(line => line.Contains("drawn-transfer.zip") && line.Contains("all 1000 scores are equal bit for bit")));
        Assert.IsTrue(File.Exists(Path.Combine(_folder, "shapes.bmp")));

        string photographs = Directory.CreateDirectory(Path.Combine(_folder, "signs")).FullName;
        WriteImages(photographs);
        string[] own = Run("--data", photographs, "--weights", Path.Combine(_folder, "shapes-pretrained.zip"), "--mode", "finetune", "--epochs", "2");
        AssertEnd(own, "signs");
        StringAssert.StartsWith(own[0], "Data: signs, 21 images to learn from and 8 to judge by, 2 classes");
        // Both networks meet it, and it is said once.
        string warning = own.Single(line => line.StartsWith("warning:", StringComparison.Ordinal));
        StringAssert.Contains(warning, "1 rows were skipped because they cannot be read");
        StringAssert.Contains(warning, Path.Combine("train", "ring", "moving.gif"));
        Assert.IsTrue(own.Any(line => Regex.IsMatch(line, @"^transferred +[\d.]+ +[\d.]+ +([\d,]+) +\1$")), "when fine-tuning all is trained");
    }

    [TestMethod]
    [DataRow("--mode half", "--mode takes frozen or finetune, got 'half'")]
    [DataRow("--weights x.pth", "--backbone and --weights are for images of your own; name their folder by --data.")]
    [DataRow("--data . --backbone resnet19", "--backbone takes vgg11 or vgg11_bn or ")]
    [DataRow("--data /no/such/folder", "--data names a folder that does not exist: '/no/such/folder'")]
    [DataRow("--data / --weights x.pth", "sub-folders with JPEG, PNG or BMP images; at least two classes are needed")]
    public void Run_BadArgument_OneLineAndExitCode2(string arguments, string expected)
    {
        (int exitCode, string[] output, string[] errors) = ExampleRun.Of(Example, arguments.Split(' '));

        Assert.AreEqual(2, exitCode);
        Assert.IsEmpty(output);
        Assert.HasCount(1, errors);
        StringAssert.Contains(errors[0], expected);
    }

    [TestMethod]
    public void Run_NoFileOfWeights_OneLineThatNamesIt()
    {
        WriteImages(_folder);

        (int exitCode, string[] _, string[] errors) = ExampleRun.Of(Example, "--data", _folder, "--weights", "x.pth");

        Assert.AreEqual(2, exitCode);
        Assert.HasCount(1, errors);
        StringAssert.Contains(errors[0], "--weights names a file that does not exist: 'x.pth'.");
    }

    [TestMethod]
    public void DrawnShapes_SameSeed_SameImagesOfAllShapesInTurn()
    {
        ImageDataSet first = DrawnShapes.Create(Shape.All, 2, 1, 7), second = DrawnShapes.Create(Shape.All, 2, 1, 7), other = DrawnShapes.Create(Shape.All, 2, 1, 8);

        Assert.HasCount(20, first.Train);
        Assert.HasCount(10, first.Test);
        for (int i = 0; i < 20; i++) CollectionAssert.AreEqual(first.Train[i].Image, second.Train[i].Image);
        CollectionAssert.AreNotEqual(first.Train[0].Image, other.Train[0].Image);
        CollectionAssert.AreNotEqual(first.Train[0].Image, first.Train[10].Image);
        CollectionAssert.AreEqual(Shape.All.Select(shape => shape.Name).ToArray(), first.Test.Select(image => image.Label).ToArray());
        CollectionAssert.AreEqual(new[] { 3, DrawnShapes.Size, DrawnShapes.Size }, first.Shape.ToArray());
    }

    [TestMethod]
    public void Shapes_All_AreInsideTheirCircleAndAreasAreClosed()
    {
        foreach (Shape shape in Shape.All)
        {
            Assert.IsTrue(shape.Line.Points.All(point => point.Length() <= 1.1f), shape.Name);
            if (shape.IsArea) Assert.AreEqual(0, (shape.Line.Points[0] - shape.Line.Points[^1]).Length(), 1e-5f, shape.Name);
        }
    }

    /// <summary>Pictures of two shapes to learn from and to judge by, and among the first a file of a format that is not read.</summary>
    private static void WriteImages(string folder)
    {
        ImageDataSet data = DrawnShapes.Create([.. Shape.All.Where(shape => shape.Name is "ring" or "star")], 10, 4, 1);
        foreach ((string part, IReadOnlyList<LabeledImage> images) in new[] { ("train", data.Train), ("val", data.Test) })
        {
            for (int i = 0; i < images.Count; i++)
                File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, part, images[i].Label)).FullName, $"{i}.bmp"), images[i].Image);
        }
        File.WriteAllBytes(Path.Combine(folder, "train", "ring", "moving.gif"), "GIF89a"u8.ToArray());
    }

    private string[] Run(params string[] arguments)
    {
        (int exitCode, string[] output, string[] errors) = ExampleRun.Of(Example, [.. arguments, "--threads", "1", "--output", _folder]);
        Assert.AreEqual(0, exitCode, string.Join('\n', errors));
        Assert.IsFalse(output.Any(line => line.Contains('\u001b')), "no escape codes in a file");
        return output;
    }

    private static void AssertEnd(string[] output, string data)
    {
        StringAssert.Matches(output[^1], new Regex($@"^RESULT family=transfer data={data} accuracy=[01]\.\d{{3}} scratch_accuracy=[01]\.\d{{3}}$"));
        StringAssert.StartsWith(output[^3], "transferred ");
        StringAssert.StartsWith(output[^2], "from scratch ");
    }
}
