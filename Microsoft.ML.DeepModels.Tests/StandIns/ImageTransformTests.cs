using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

[TestClass]
public sealed class ImageTransformTests
{
    private readonly MLContext _ml = new(0);
    private string _folder = "";

    [TestInitialize]
    public void WriteImages()
    {
        _folder = Directory.CreateTempSubdirectory("images").FullName;
        for (var i = 0; i < 3; i++)
        {
            // 4 x 2 pixels: blue counts the columns, green the rows, red the images.
            var pixels = Enumerable.Range(0, 8).SelectMany(p => new[] { (byte)(10 * (p % 4)), (byte)(100 * (p / 4)), (byte)(50 * i), (byte)255 });
            using var image = MLImage.CreateFromPixels(4, 2, MLPixelFormat.Bgra32, pixels.ToArray());
            image.Save(Path.Combine(_folder, $"{i}.png"));
        }
    }

    [TestCleanup]
    public void DeleteImages() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void ExtractPixels_Default_IsPlanarRedGreenBlue()
    {
        var vector = Pixels(_ml.Transforms.ExtractPixels("Pixels", "Image"), out var type)[1];
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 3, 2, 4), type);
        CollectionAssert.AreEqual(
            new float[] { 50, 50, 50, 50, 50, 50, 50, 50, 0, 0, 0, 0, 100, 100, 100, 100, 0, 10, 20, 30, 0, 10, 20, 30 }, vector);
    }

    [TestMethod]
    public void ExtractPixels_Interleaved_HasOneColorAfterTheOther()
    {
        var vector = Pixels(_ml.Transforms.ExtractPixels("Pixels", "Image", interleavePixelColors: true,
            orderOfExtraction: ImagePixelExtractingEstimator.ColorsOrder.ABGR, offsetImage: 10, scaleImage: 0.5f), out var type)[1];
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 2, 4, 3), type);
        CollectionAssert.AreEqual(new float[] { -5, -5, 20, 0, -5, 20, 5, -5, 20 }, vector[..9]);
    }

    [TestMethod]
    public void ExtractPixels_OneColorAsBytes_HasOnePlane()
    {
        var estimator = _ml.Transforms.ExtractPixels("Pixels", "Image", ImagePixelExtractingEstimator.ColorBits.Green, outputAsFloatArray: false);
        var view = Sized().Append(estimator).Fit(Paths()).Transform(Paths());
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Byte, 1, 2, 4), view.Schema["Pixels"].Type);
        CollectionAssert.AreEqual(new byte[] { 0, 0, 0, 0, 100, 100, 100, 100 }, Columns.Vectors<byte>(view, "Pixels")[0]);
    }

    [TestMethod]
    public void ExtractPixels_ImagesOfUnknownSize_AreRefused()
    {
        var pipeline = _ml.Transforms.LoadImages("Image", _folder, "Path").Append(_ml.Transforms.ExtractPixels("Pixels", "Image"));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.Fit(Paths()));
        StringAssert.Contains(error.Message, "expected known-size image, got unknown-size image");
    }

    [TestMethod]
    public void LoadImages_TheNextRow_EndsTheImageOfTheLast()
    {
        var view = _ml.Transforms.LoadImages("Image", _folder, "Path").Fit(Paths()).Transform(Paths());
        Assert.AreEqual(new ImageDataViewType(), view.Schema["Image"].Type);
        MLImage? image = null, first = null;
        using (var cursor = view.GetRowCursor([view.Schema["Image"]]))
        {
            var getter = cursor.GetGetter<MLImage>(cursor.Schema["Image"]);
            while (cursor.MoveNext())
            {
                getter(ref image!);
                first ??= image;
                Assert.AreEqual(4, image.Width);
                StringAssert.StartsWith(image.Tag, _folder);
            }
            Assert.Throws<InvalidOperationException>(() => first!.Width);
        }
        Assert.Throws<InvalidOperationException>(() => image!.Width);
    }

    [TestMethod]
    public void LoadRawImageBytes_Files_GivesTheirBytes()
    {
        var view = _ml.Transforms.LoadRawImageBytes("Bytes", _folder, "Path").Fit(Paths()).Transform(Paths());
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Byte), view.Schema["Bytes"].Type);
        CollectionAssert.AreEqual(File.ReadAllBytes(Path.Combine(_folder, "2.png")), Columns.Vectors<byte>(view, "Bytes")[2]);
    }

    [TestMethod]
    public void LoadImages_MissingFolder_IsRefused() =>
        Assert.Throws<ArgumentException>(() => _ml.Transforms.LoadImages("Image", Path.Combine(_folder, "missing"), "Path"));

    [TestMethod]
    public void ResizeImages_Fill_TakesTheNearestPixels()
    {
        var vector = Resized(12, 6, ImageResizingEstimator.ResizingKind.Fill)[0];
        var blue = vector[(2 * 72)..];
        CollectionAssert.AreEqual(new float[] { 0, 0, 0, 10, 10, 10, 20, 20, 20, 30, 30, 30 }, blue[..12]);
        var green = vector[72..(2 * 72)];
        CollectionAssert.AreEqual(new float[] { 0, 0, 0, 100, 100, 100 }, Enumerable.Range(0, 6).Select(y => green[12 * y]).ToArray());
    }

    [TestMethod]
    public void ResizeImages_IsoPad_PadsTheFreeSidesBlack()
    {
        var red = Resized(4, 4, ImageResizingEstimator.ResizingKind.IsoPad)[2][..16];
        CollectionAssert.AreEqual(new float[] { 0, 100, 100, 0 }, Enumerable.Range(0, 4).Select(y => red[4 * y + 1]).ToArray());
    }

    [TestMethod]
    [DataRow(ImageResizingEstimator.Anchor.Left, 0f, 10f)]
    [DataRow(ImageResizingEstimator.Anchor.Center, 10f, 20f)]
    [DataRow(ImageResizingEstimator.Anchor.Right, 20f, 30f)]
    public void ResizeImages_IsoCrop_KeepsTheSideOfTheAnchor(ImageResizingEstimator.Anchor anchor, float first, float second)
    {
        // The height stays, the width is cut: nothing is scaled, and what the filter blurs in a gradient is the gradient again.
        var blue = Resized(2, 2, ImageResizingEstimator.ResizingKind.IsoCrop, anchor)[0][8..];
        Assert.AreEqual(first, blue[0], 2);
        Assert.AreEqual(second, blue[1], 2);
    }

    [TestMethod]
    public void ResizeImages_SameSize_PassesTheImagesOn()
    {
        var vectors = Resized(4, 2, ImageResizingEstimator.ResizingKind.IsoCrop);
        CollectionAssert.AreEqual(new[] { 0f, 50f, 100f }, vectors.Select(v => v[0]).ToArray());
    }

    [TestMethod]
    public void ConvertToGrayscale_Colors_AreWeighted()
    {
        var pipeline = Sized().Append(_ml.Transforms.ConvertToGrayscale("Image")).Append(_ml.Transforms.ExtractPixels("Pixels", "Image"));
        var vector = Columns.Vectors<float>(pipeline.Fit(Paths()).Transform(Paths()), "Pixels")[2];
        var expected = 0.11f * 30 + 0.59f * 100 + 0.3f * 100;
        for (var plane = 0; plane < 3; plane++) Assert.AreEqual(expected, vector[8 * plane + 7], 2);
    }

    [TestMethod]
    public void SaveAndLoad_ImageTransforms_GiveTheSamePixels()
    {
        var pipeline = Sized().Append(_ml.Transforms.ConvertToGrayscale("Gray", "Image"))
            .Append(_ml.Transforms.ExtractPixels("Pixels", "Gray", interleavePixelColors: true, scaleImage: 0.5f))
            .Append(_ml.Transforms.LoadRawImageBytes("Bytes", _folder, "Path"));
        var model = pipeline.Fit(Paths());
        using var file = new MemoryStream();
        _ml.Model.Save(model, Paths().Schema, file);
        file.Position = 0;
        var loaded = new MLContext(1).Model.Load(file, out _);
        CollectionAssert.AreEqual(
            Columns.Vectors<float>(model.Transform(Paths()), "Pixels")[1], Columns.Vectors<float>(loaded.Transform(Paths()), "Pixels")[1]);
    }

    [TestMethod]
    public void ImageType_OfAMember_IsTheTypeOfItsColumn()
    {
        using var image = MLImageTests.Gradient(3, 2);
        var view = _ml.Data.LoadFromEnumerable([new Sample { Image = image }]);
        Assert.AreEqual(new ImageDataViewType(2, 3), view.Schema["Image"].Type);
        Assert.AreEqual("Image<2, 3>", view.Schema["Image"].Type.ToString());
    }

    private EstimatorChain<ImageResizingTransformer> Sized() =>
        _ml.Transforms.LoadImages("Image", _folder, "Path").Append(_ml.Transforms.ResizeImages("Image", 4, 2));

    private List<float[]> Pixels(ImagePixelExtractingEstimator estimator, out DataViewType type)
    {
        var view = Sized().Append(estimator).Fit(Paths()).Transform(Paths());
        type = view.Schema["Pixels"].Type;
        return Columns.Vectors<float>(view, "Pixels");
    }

    private List<float[]> Resized(int width, int height, ImageResizingEstimator.ResizingKind kind,
        ImageResizingEstimator.Anchor anchor = ImageResizingEstimator.Anchor.Center)
    {
        var pipeline = _ml.Transforms.LoadImages("Image", _folder, "Path")
            .Append(_ml.Transforms.ResizeImages("Image", width, height, resizing: kind, cropAnchor: anchor))
            .Append(_ml.Transforms.ExtractPixels("Pixels", "Image"));
        return Columns.Vectors<float>(pipeline.Fit(Paths()).Transform(Paths()), "Pixels");
    }

    private IDataView Paths() => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 3).Select(i => new Source { Path = $"{i}.png" }));

    private sealed class Source
    {
        public string Path { get; set; } = "";
    }

    private sealed class Sample
    {
        [ImageType(2, 3)]
        public MLImage? Image { get; set; }
    }
}
