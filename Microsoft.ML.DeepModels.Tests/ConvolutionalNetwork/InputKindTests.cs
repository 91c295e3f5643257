using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.Tests.Families;
using Microsoft.ML.Transforms.Image;
using Options = Microsoft.ML.DeepModels.ConvolutionalNetwork.ConvolutionalNetworkTrainer.Options;

namespace Microsoft.ML.DeepModels.Tests.ConvolutionalNetwork;

/// <summary>The same pictures through every kind of input column give the same model.</summary>
[TestClass]
public class InputKindTests
{
    private static readonly TensorShape s_shape = TensorShape.Image(3, 10, 8);

    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void EveryKindOfColumn_OfTheSamePictures_GivesTheSameScores()
    {
        var images = Train(View(), "Image", new Options { InputShape = s_shape });
        var planar = Train(Scaled(interleave: false), "Pixels", new Options());
        var interleaved = Train(Scaled(interleave: true), "Pixels", new Options { ChannelOrder = ChannelOrder.ChannelsLast });
        var flat = Train(View(), "Flat", new Options { InputShape = s_shape });
        var encoded = Train(View(), "Encoded", new Options { InputShape = s_shape });
        Scores.AssertSame(images, planar, 1e-4f);
        Scores.AssertSame(images, interleaved, 1e-4f);
        Scores.AssertSame(images, flat, 1e-4f);
        Scores.AssertSame(images, encoded, 1e-4f);
    }

    [TestMethod]
    public void EncodedImages_OneUnreadable_FailsWithItsRowOrIsSkippedAndCounted()
    {
        var rows = Pictures(20).ToList();
        rows[6].Encoded = "GIF89a......................"u8.ToArray();
        var view = _context.Data.LoadFromEnumerable(rows);
        var e = Assert.Throws<InvalidOperationException>(() => Train(view, "Encoded", new Options { InputShape = s_shape }));
        Assert.Contains("row 6", e.Message);
        Assert.Contains("GIF", e.Message);

        var trainer = _context.MulticlassClassification.Trainers.ConvolutionalNetwork(
            With(new Options { InputShape = s_shape }, "Encoded", BadRowHandling.Skip));
        using var model = trainer.Fit(view);
        Assert.AreEqual(19, model.History!.Epochs[0].Examples);
        var scores = Scores.Of(model.Transform(view));
        Assert.IsTrue(float.IsNaN(scores[6][0]));
        Assert.IsTrue(float.IsFinite(scores[7][0]));
    }

    // A view over an iterator: ML.NET's image transforms dispose the images they are given, so each pass makes its own.
    private IDataView View() => _context.Data.LoadFromEnumerable(Pictures(40));

    private IDataView Scaled(bool interleave)
    {
        var view = View();
        return _context.Transforms.ExtractPixels("Pixels", "Image", orderOfExtraction: ImagePixelExtractingEstimator.ColorsOrder.ARGB,
            interleavePixelColors: interleave, scaleImage: 1f / 255f).Fit(view).Transform(view);
    }

    private float[][] Train(IDataView view, string column, Options options)
    {
        using var model = _context.MulticlassClassification.Trainers.ConvolutionalNetwork(With(options, column, BadRowHandling.Throw)).Fit(view);
        return Scores.Of(model.Transform(view));
    }

    private static Options With(Options options, string column, BadRowHandling badRows) => new()
    {
        Layers = SmallNetwork.Layers, Epochs = 2, BatchSize = 8, Seed = 3, FeatureColumnName = column,
        InputShape = options.InputShape, ChannelOrder = options.ChannelOrder, BadRows = badRows
    };

    private static IEnumerable<Picture> Pictures(int count)
    {
        var random = new Random(1);
        for (int i = 0; i < count; i++)
        {
            var bgra = new byte[8 * 10 * 4];
            var flat = new float[3 * 8 * 10];
            for (int p = 0; p < 80; p++)
            {
                for (int c = 0; c < 3; c++)
                {
                    byte value = (byte)random.Next(i % 2 == c % 2 ? 120 : 255);
                    bgra[4 * p + 2 - c] = value; // c counts red, green, blue
                    flat[80 * c + p] = value / 255f;
                }
                bgra[4 * p + 3] = 255;
            }
            var image = MLImage.CreateFromPixels(8, 10, MLPixelFormat.Bgra32, bgra);
            yield return new Picture { Label = (uint)(i % 2), Image = image, Flat = flat, Encoded = Encode(image) };
        }
    }

    private static byte[] Encode(MLImage image)
    {
        string path = Path.Combine(Path.GetTempPath(), $"deepmodels-{Guid.NewGuid():N}.png");
        try
        {
            image.Save(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private sealed class Picture
    {
        [KeyType(2)]
        public uint Label { get; set; }

        [ImageType(10, 8)]
        public MLImage Image { get; set; } = null!;

        [VectorType(3 * 8 * 10)]
        public float[] Flat { get; set; } = [];

        public byte[] Encoded { get; set; } = [];
    }
}
