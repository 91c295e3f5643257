using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.Digits;
using Microsoft.ML.DeepModels.Examples.Generation;
using Microsoft.ML.DeepModels.Examples.Images;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Tests.Common;

namespace Microsoft.ML.DeepModels.Tests.Examples;

/// <summary>The data of the generative examples: grey digits, IDX files as pixels, images of simple generators, sheets of images.</summary>
[TestClass]
public sealed class GenerativeDataTests
{
    private string _folder = "";

    [TestInitialize]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("deepmodels-").FullName;

    [TestCleanup]
    public void DeleteFolder() => Directory.Delete(_folder, true);

    [TestMethod]
    public void GreyDigits_SameSeed_SameImages()
    {
        PixelDataSet first = GreyDigits.Create(20, 10, 7), second = GreyDigits.Create(20, 10, 7), other = GreyDigits.Create(20, 10, 8);

        Assert.HasCount(20, first.Train);
        Assert.HasCount(10, first.Test);
        for (int i = 0; i < 20; i++) CollectionAssert.AreEqual(first.Train[i].Features, second.Train[i].Features);
        CollectionAssert.AreNotEqual(first.Train[0].Features, other.Train[0].Features);
        CollectionAssert.AreNotEqual(first.Train[0].Features, first.Test[0].Features);
        Assert.AreEqual("3", first.Train[13].Label);
    }

    [TestMethod]
    public void GreyDigits_EveryImage_IsLightOnBlackWithARimAroundIt()
    {
        foreach (LabeledPixels row in GreyDigits.Create(300, 1, 3).Train)
        {
            float[] image = row.Features;
            Assert.IsTrue(image.All(pixel => pixel is >= 0 and <= 1));
            Assert.IsGreaterThan(0.7f, image.Max());
            Assert.IsLessThan(0.4f, image.Average());
            for (int i = 0; i < GreyDigits.Size; i++)
                Assert.AreEqual(0f, image[i] + image[GreyDigits.Size * (GreyDigits.Size - 1) + i] + image[GreyDigits.Size * i] + image[GreyDigits.Size * i + GreyDigits.Size - 1], row.Label);
        }
    }

    [TestMethod]
    public void PixelDataSet_IdxFiles_PixelsAreFrom0To1AndLabelsAreKeysInOrder()
    {
        IdxFiles.Write(_folder, 6, 4, packed: true);
        IdxFile images = IdxFile.Read(Path.Combine(_folder, "train-images-idx3-ubyte.gz"));

        PixelDataSet data = PixelDataSet.Of(_folder, 1);

        Assert.HasCount(6, data.Train);
        Assert.HasCount(4, data.Test);
        CollectionAssert.AreEqual(new[] { 1, IdxFiles.Size, IdxFiles.Size }, data.Shape.ToArray());
        CollectionAssert.AreEqual(images.Values.Select(value => value / 255f).ToArray(), data.Train.SelectMany(row => row.Features).ToArray());
        var context = new MLContext(1);
        // The second image alone: its class is the second, whatever the view begins with.
        IDataView view = data.KeyedView(context, data.Train.Skip(1).Take(1));
        CollectionAssert.AreEqual(new[] { 1, IdxFiles.Size, IdxFiles.Size }, ((VectorDataViewType)view.Schema["Features"].Type).Dimensions);
        CollectionAssert.AreEqual(new[] { 2u }, view.GetColumn<uint>("Label").ToArray());
    }

    [TestMethod]
    public void PixelDataSet_FolderWithoutIdxFiles_SaysWhatIsMissing()
    {
        var e = Assert.ThrowsExactly<ExampleException>(() => PixelDataSet.Of(_folder, 1));
        StringAssert.Contains(e.Message, "has no file that begins with train-images; MNIST has four.");
    }

    [TestMethod]
    public void Gaussian_ManyImages_HaveMeanAndCovarianceOfTheOthers()
    {
        // Three pixels far from the limits: the second follows the first, the third is apart.
        var random = new Random(5);
        List<LabeledPixels> images = [.. Enumerable.Range(0, 4000).Select(_ =>
        {
            float first = 0.4f + 0.2f * random.NextSingle();
            return new LabeledPixels { Features = [first, first - 0.1f + 0.02f * random.NextSingle(), 0.5f + 0.1f * random.NextSingle()] };
        })];

        List<LabeledPixels> drawn = SimpleImages.Gaussian(images, 4000, 1);

        Assert.HasCount(4000, drawn);
        for (int i = 0; i < 3; i++)
        {
            Assert.AreEqual(Mean(images, i), Mean(drawn, i), 0.005);
            for (int j = 0; j < 3; j++) Assert.AreEqual(Covariance(images, i, j), Covariance(drawn, i, j), 2e-4, $"{i}, {j}");
        }
        CollectionAssert.AreEqual(drawn[7].Features, SimpleImages.Gaussian(images, 4000, 1)[7].Features);
        CollectionAssert.AreNotEqual(drawn[7].Features, SimpleImages.Gaussian(images, 4000, 2)[7].Features);
    }

    [TestMethod]
    public void Gaussian_ImagesNearTheLimits_StaysBetween0And1AndLeavesNoTensor() => LeakTest.Run(() =>
    {
        List<LabeledPixels> drawn = SimpleImages.Gaussian(GreyDigits.Create(50, 1, 1).Train, 20, 1);
        Assert.IsTrue(drawn.SelectMany(row => row.Features).All(pixel => pixel is >= 0 and <= 1));
    });

    [TestMethod]
    public void Noise_ManyImages_IsEven()
    {
        float[] pixels = [.. SimpleImages.Noise(100, 100, 1).SelectMany(row => row.Features)];
        Assert.AreEqual(0.5, pixels.Average(), 0.01);
        Assert.AreEqual(1 / 12.0, pixels.Average(pixel => (pixel - 0.5) * (pixel - 0.5)), 0.002);
    }

    [TestMethod]
    public void Blur_APoint_IsSpreadByTheGaussianAndKeepsItsSum()
    {
        float[] point = new float[9 * 7];
        point[4 * 7 + 3] = 1;
        var data = new PixelDataSet("point", TensorShape.Image(1, 9, 7), [new LabeledPixels { Features = point, Label = "x" }], []);

        float[] blurred = Blur.Apply(data, 0.8).Train[0].Features;

        Assert.AreEqual(1, blurred.Sum(), 1e-5);
        Assert.AreEqual(1f, point[4 * 7 + 3], "the original stays");
        float middle = blurred[4 * 7 + 3];
        Assert.AreEqual(Math.Exp(-0.5 / 0.64), blurred[4 * 7 + 4] / middle, 1e-5, "one pixel to the right");
        Assert.AreEqual(Math.Exp(-0.5 * (4 + 1) / 0.64), blurred[2 * 7 + 2] / middle, 1e-5, "two up and one to the left");
    }

    [TestMethod]
    public void ImageSheet_OfImages_CanBeReadBackWithEachInItsPlace()
    {
        string path = Path.Combine(_folder, "sheet.png");
        List<float[]> images = [.. Enumerable.Range(0, 5).Select(i => Enumerable.Repeat(i / 4f, 6).ToArray())]; // 2 high, 3 wide

        ImageSheet.Save(path, images, 2, 3, 3);

        using MLImage sheet = MLImage.CreateFromFile(path);
        Assert.AreEqual((3 * 5 + 2, 2 * 4 + 2), (sheet.Width, sheet.Height));
        byte[] pixels = sheet.Pixels.ToArray();
        for (int i = 0; i < 5; i++)
        {
            int top = 2 + i / 3 * 4, left = 2 + i % 3 * 5;
            Assert.AreEqual((byte)(i / 4f * 255 + 0.5f), pixels[4 * (top * sheet.Width + left)], $"image {i}, first pixel");
            Assert.AreEqual((byte)(i / 4f * 255 + 0.5f), pixels[4 * ((top + 1) * sheet.Width + left + 2)], $"image {i}, last pixel");
        }
    }

    private static double Mean(List<LabeledPixels> rows, int i) => rows.Average(row => (double)row.Features[i]);

    private static double Covariance(List<LabeledPixels> rows, int i, int j)
    {
        double mean = Mean(rows, i);
        return rows.Average(row => (row.Features[i] - mean) * row.Features[j]);
    }
}
