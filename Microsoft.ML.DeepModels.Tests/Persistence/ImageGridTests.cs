using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Tests.Persistence;

[TestClass]
public class ImageGridTests
{
    private string _folder = "";

    [TestInitialize]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("imagegrid").FullName;

    [TestCleanup]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Encode_ThreeImagesInTwoColumns_LeavesGapsAndTheLastPlaceGrey()
    {
        // Images of 1 x 2 grey pixels: 0 1, 2 3, 4 5.
        float[] images = [.. Enumerable.Range(0, 6).Select(i => i / 255f)];
        byte[] b = [ImageGrid.Background];
        byte[] grey =
        [
            0, 1, .. b, .. b, 2, 3,
            .. b, .. b, .. b, .. b, .. b, .. b,
            .. b, .. b, .. b, .. b, .. b, .. b,
            4, 5, .. b, .. b, .. b, .. b,
        ];
        PngWriterTests.AssertPixels([.. grey.SelectMany(p => new[] { p, p, p })], 6, 4, ImageGrid.Encode(images, TensorShape.Image(1, 1, 2), 2));
    }

    [TestMethod]
    public void Encode_ColouredImages_KeepTheirChannels()
    {
        // Two images of 2 x 1 pixels.
        byte[] values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        byte[] b = [ImageGrid.Background, ImageGrid.Background, ImageGrid.Background];
        byte[] rgb = [1, 2, 3, .. b, .. b, 7, 8, 9, 4, 5, 6, .. b, .. b, 10, 11, 12];
        PngWriterTests.AssertPixels(rgb, 4, 2, ImageGrid.Encode([.. values.Select(v => v / 255f)], TensorShape.Image(3, 2, 1), 2));
    }

    [TestMethod]
    public void Encode_FewerImagesThanColumns_HasNoEmptyColumn() =>
        PngWriterTests.AssertPixels([255, 255, 255], 1, 1, ImageGrid.Encode([1f], TensorShape.Image(1, 1, 1), 10));

    [TestMethod]
    public void Encode_WrongSizes_SaysWhatWasExpected()
    {
        StringAssert.StartsWith(Assert.Throws<ArgumentException>(() => ImageGrid.Encode(new float[13], TensorShape.Image(3, 2, 2), 1)).Message,
            "Images of 3x2x2 have 12 values each, and there must be at least one; got 13 values.");
        StringAssert.StartsWith(Assert.Throws<ArgumentException>(() => ImageGrid.Encode(new float[4], TensorShape.Image(2, 1, 2), 1)).Message,
            "Images have the shape (1 or 3 channels, height, width), got 2x1x2.");
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageGrid.Encode(new float[4], TensorShape.Image(1, 2, 2), 0));
    }

    [TestMethod]
    public void Write_MissingFolder_IsMadeAndHoldsTheFileOnly()
    {
        string path = Path.Combine(_folder, "a", "b", "grid.png");
        ImageGrid.Write(path, [0.2f], TensorShape.Image(1, 1, 1), 1);
        ImageGrid.Write(path, [1f], TensorShape.Image(1, 1, 1), 1); // replaces it
        PngWriterTests.AssertPixels([255, 255, 255], 1, 1, File.ReadAllBytes(path));
        CollectionAssert.AreEqual(new[] { path }, Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!));
    }

    [TestMethod]
    public void Write_PathIsAFolder_FailsAndLeavesNothing()
    {
        string path = Directory.CreateDirectory(Path.Combine(_folder, "grid.png")).FullName;
        var error = Assert.Throws<Exception>(() => ImageGrid.Write(path, [1f], TensorShape.Image(1, 1, 1), 1));
        Assert.IsTrue(error is IOException or UnauthorizedAccessException, $"{error}");
        CollectionAssert.AreEqual(new[] { path }, Directory.GetFileSystemEntries(_folder));
    }

    [TestMethod]
    public void WriteAtomicFile_WritingFails_KeepsTheOldFileOnly()
    {
        string path = Path.Combine(_folder, "file");
        File.WriteAllText(path, "old");
        Assert.Throws<InvalidDataException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("ne"u8);
            throw new InvalidDataException();
        }));
        Assert.AreEqual("old", File.ReadAllText(path));
        CollectionAssert.AreEqual(new[] { path }, Directory.GetFileSystemEntries(_folder));
    }
}
