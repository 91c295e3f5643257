using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.Digits;
using Microsoft.ML.DeepModels.Examples.Images;

namespace Microsoft.ML.DeepModels.Tests.Examples;

/// <summary>The data of the examples: drawn digits, IDX files, folders of images.</summary>
[TestClass]
public sealed class ExampleDataTests
{
    private string _folder = "";

    [TestInitialize]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("deepmodels-").FullName;

    [TestCleanup]
    public void DeleteFolder() => Directory.Delete(_folder, true);

    [TestMethod]
    public void DrawnDigits_SameSeed_SameImages()
    {
        ImageDataSet first = DrawnDigits.Create(20, 10, 7), second = DrawnDigits.Create(20, 10, 7), other = DrawnDigits.Create(20, 10, 8);

        Assert.HasCount(20, first.Train);
        Assert.HasCount(10, first.Test);
        for (int i = 0; i < 20; i++) CollectionAssert.AreEqual(first.Train[i].Image, second.Train[i].Image);
        CollectionAssert.AreNotEqual(first.Train[0].Image, other.Train[0].Image);
        CollectionAssert.AreNotEqual(first.Train[0].Image, first.Test[0].Image);
        Assert.AreEqual("3", first.Train[13].Label);
    }

    [TestMethod]
    public void IdxData_PackedOrNot_SameRows()
    {
        string packed = Directory.CreateDirectory(Path.Combine(_folder, "packed")).FullName;
        IdxFiles.Write(_folder, 6, 4, packed: false);
        IdxFiles.Write(packed, 6, 4, packed: true);

        ImageDataSet plain = ImageDataSet.FromFolder(_folder, 1), unpacked = ImageDataSet.FromFolder(packed, 1);

        Assert.HasCount(6, plain.Train);
        Assert.HasCount(4, plain.Test);
        CollectionAssert.AreEqual(new[] { 1, IdxFiles.Size, IdxFiles.Size }, plain.Shape.ToArray());
        for (int i = 0; i < 6; i++)
        {
            CollectionAssert.AreEqual(plain.Train[i].Image, unpacked.Train[i].Image);
            Assert.AreEqual((i % 2).ToString(), plain.Train[i].Label);
        }
    }

    [TestMethod]
    [DataRow("00000803000000020000000200000002AABB", "is cut off or damaged", DisplayName = "too few values")]
    [DataRow("0000080300000002", "is cut off or damaged", DisplayName = "too few dimensions")]
    [DataRow("00000D0100000001AABBCCDD", "is not an IDX file of bytes: it begins with 00000D01", DisplayName = "floats")]
    [DataRow("89504E470D0A1A0A", "is not an IDX file of bytes: it begins with 89504E47", DisplayName = "a PNG file")]
    [DataRow("000008037FFFFFFF7FFFFFFF7FFFFFFF", "more than 1073741824 values", DisplayName = "huge")]
    [DataRow("00000801FFFFFFFF", "a dimension of -1", DisplayName = "negative")]
    [DataRow("1F8B0800", "is cut off or damaged", DisplayName = "damaged gzip")]
    public void IdxFile_Foreign_SaysWhatIsWrong(string hex, string expected)
    {
        string path = Path.Combine(_folder, "file");
        File.WriteAllBytes(path, Convert.FromHexString(hex));

        var e = Assert.ThrowsExactly<ExampleException>(() => IdxFile.Read(path));

        StringAssert.Contains(e.Message, expected);
    }

    [TestMethod]
    public void IdxData_LabelsOfOtherCount_SaysBothCounts()
    {
        IdxFiles.Write(_folder, 6, 4, packed: false);
        File.WriteAllBytes(Path.Combine(_folder, "train-labels-idx1-ubyte"), IdxFiles.Bytes([5], new byte[5]));

        var e = Assert.ThrowsExactly<ExampleException>(() => IdxData.Read(_folder));

        Assert.AreEqual("train-images has 6 images but train-labels has 5 labels.", e.Message);
    }

    [TestMethod]
    public void ImageFolder_ClassesOnly_SetsAFifthOfEachAside()
    {
        WriteClass("dark", 10, 20);
        WriteClass("light", 20, 220);

        ImageDataSet data = ImageDataSet.FromFolder(_folder, 1);

        Assert.AreEqual(2, data.Test.Count(image => image.Label == "dark"));
        Assert.AreEqual(4, data.Test.Count(image => image.Label == "light"));
        Assert.HasCount(24, data.Train);
        CollectionAssert.AreEqual(new[] { 3, 6, 8 }, data.Shape.ToArray());
    }

    [TestMethod]
    public void ImageFolder_OneClass_SaysWhatIsNeeded()
    {
        WriteClass("only", 5, 100);

        var e = Assert.ThrowsExactly<ExampleException>(() => ImageDataSet.FromFolder(_folder, 1));

        StringAssert.Contains(e.Message, "has 1 sub-folders with JPEG, PNG or BMP images; at least two classes are needed");
    }

    private void WriteClass(string name, int count, byte brightness)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        byte[] grey = new byte[8 * 6];
        Array.Fill(grey, brightness);
        for (int i = 0; i < count; i++) File.WriteAllBytes(Path.Combine(folder, $"{i}.bmp"), BitmapFile.EncodeGrey(8, 6, grey));
    }
}
