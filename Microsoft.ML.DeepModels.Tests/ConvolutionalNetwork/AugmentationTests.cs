using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.ConvolutionalNetwork;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.Tests.Families;
using Options = Microsoft.ML.DeepModels.ConvolutionalNetwork.ConvolutionalNetworkTrainer.Options;

namespace Microsoft.ML.DeepModels.Tests.ConvolutionalNetwork;

/// <summary>Augmentation as a user meets it: it helps, it follows from the seed, it is refused where it makes no sense.</summary>
[TestClass]
public class AugmentationTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Fit_OfFewPictures_GeneralisesBetterWithAugmentation()
    {
        // All training pictures are at one place; new ones are anywhere, and half of them mirrored. Only augmentation shows that it is the same letter. A third is chance.
        var train = View(Letters.Rows(60, 1, moved: false));
        var test = View(Letters.Rows(300, 2, moved: true));
        double Accuracy(Augmentation? augmentation)
        {
            var options = new Options { Layers = SmallNetwork.Layers, Epochs = 120, BatchSize = 16, LearningRate = 5e-3, Seed = 1, Augmentation = augmentation };
            using var model = _context.MulticlassClassification.Trainers.ConvolutionalNetwork(options).Fit(train);
            return _context.MulticlassClassification.Evaluate(model.Transform(test)).MicroAccuracy;
        }
        double plain = Accuracy(null), augmented = Accuracy(new() { Crop = new PaddedCrop { Pixels = 4 }, HorizontalFlip = 0.5 });
        Assert.IsGreaterThan(plain + 0.25, augmented, $"{plain:0.000} without, {augmented:0.000} with");
        Assert.IsGreaterThan(0.7, augmented, $"{plain:0.000} without, {augmented:0.000} with");
    }

    [TestMethod]
    public void Fit_WithEverything_LearnsAlikeTwiceAndLeaksNothing() => LeakTest.Run(() =>
    {
        var options = new Options
        {
            Layers = SmallNetwork.Layers, Epochs = 25, BatchSize = 16, LearningRate = 5e-3, Seed = 1, LabelSmoothing = 0.05, ClassWeights = [1, 2, 1], ExampleWeightColumnName = "Weight",
            ValidationFraction = 0.2, TestTimeAugmentation = new() { FiveCrops = 0.9 },
            Augmentation = Augmentation.Standard with { Erasing = new() { Probability = 0.2 }, RandAugment = new() { Magnitude = 3 }, Mixup = 0.2, CutMix = 0.2 }
        };
        var rows = Pictures(120, 1);
        using var first = _context.MulticlassClassification.Trainers.ConvolutionalNetwork(options).Fit(rows);
        var threads = new Options
        {
            Layers = options.Layers, Epochs = 25, BatchSize = 16, LearningRate = 5e-3, Seed = 1, LabelSmoothing = 0.05, ClassWeights = [1, 2, 1], ExampleWeightColumnName = "Weight",
            ValidationFraction = 0.2, TestTimeAugmentation = options.TestTimeAugmentation, Augmentation = options.Augmentation, DecodeThreads = 5
        };
        using var second = _context.MulticlassClassification.Trainers.ConvolutionalNetwork(threads).Fit(rows);
        var test = Pictures(60, 2);
        Scores.AssertSame(Scores.Of(first.Transform(test)), Scores.Of(second.Transform(test)), 1e-6f);
        Assert.IsGreaterThan(0.8, _context.MulticlassClassification.Evaluate(first.Transform(test)).MicroAccuracy);
        Assert.AreEqual(96, first.History!.Epochs[0].Examples);
        Assert.IsTrue(first.History.Epochs[^1].TrainingMetrics["accuracy"] is > 0.5 and <= 1);
    });

    [TestMethod]
    public void Fit_OfRowsThatAreNoImages_NamesColumnAndShape()
    {
        var rows = _context.Data.LoadFromEnumerable(new[] { new Flat { Features = [1, 2], Label = 1 }, new Flat { Features = [3, 4], Label = 2 } });
        Refused(new Options { Layers = [], Augmentation = Augmentation.Standard }, "Augmentation is for images, (channels, height, width), but column 'Features' has rows of 2.");
        Refused(new Options { Layers = [], TestTimeAugmentation = new() }, "TestTimeAugmentation is for images, (channels, height, width), but column 'Features' has rows of 2.");

        void Refused(Options options, string message)
        {
            var e = Assert.ThrowsExactly<ArgumentException>(() => _context.MulticlassClassification.Trainers.ConvolutionalNetwork(options).Fit(rows));
            Assert.StartsWith(message, e.Message);
        }
    }

    [TestMethod]
    public void Options_OutOfRange_AreRefusedInTheConstructorByName()
    {
        Refused(new() { HorizontalFlip = 1.5 }, "Augmentation.HorizontalFlip must be from 0 to 1, got 1.5.");
        Refused(new() { VerticalFlip = -0.1 }, "Augmentation.VerticalFlip must be from 0 to 1, got -0.1.");
        Refused(new() { Rotation = 181 }, "Augmentation.Rotation must be from 0 to 180, got 181.");
        Refused(new() { Rotation = double.NaN }, "Augmentation.Rotation must be from 0 to 180, got NaN.");
        Refused(new() { Mixup = -1 }, "Augmentation.Mixup must be 0 or above, got -1.");
        Refused(new() { CutMix = double.PositiveInfinity }, "Augmentation.CutMix must be 0 or above, got Infinity.");
        Refused(new() { Crop = new ResizedCrop { MinimumArea = 0 } }, "Augmentation.Crop.MinimumArea must be in (0, 1], got 0.");
        Refused(new() { Crop = new ResizedCrop { MinimumArea = 0.5, MaximumArea = 0.4 } }, "Augmentation.Crop.MaximumArea must be from 0.5 to 1, got 0.4.");
        Refused(new() { Crop = new ResizedCrop { MinimumAspectRatio = 0 } }, "Augmentation.Crop.MinimumAspectRatio must be above 0, got 0.");
        Refused(new() { Crop = new ResizedCrop { MaximumAspectRatio = 0.5 } }, "Augmentation.Crop.MaximumAspectRatio must be 0.75 or above, got 0.5.");
        Refused(new() { Crop = new PaddedCrop { Pixels = 0 } }, "Augmentation.Crop.Pixels must be from 1 to 1048576, got 0.");
        Refused(new() { ColorJitter = new() { Brightness = -1 } }, "Augmentation.ColorJitter.Brightness must be 0 or above, got -1.");
        Refused(new() { ColorJitter = new() { Contrast = -1 } }, "Augmentation.ColorJitter.Contrast must be 0 or above, got -1.");
        Refused(new() { ColorJitter = new() { Saturation = -1 } }, "Augmentation.ColorJitter.Saturation must be 0 or above, got -1.");
        Refused(new() { ColorJitter = new() { Hue = 0.6 } }, "Augmentation.ColorJitter.Hue must be from 0 to 0.5, got 0.6.");
        Refused(new() { Erasing = new() { Probability = 2 } }, "Augmentation.Erasing.Probability must be from 0 to 1, got 2.");
        Refused(new() { Erasing = new() { MinimumArea = 0 } }, "Augmentation.Erasing.MinimumArea must be above 0, got 0.");
        Refused(new() { Erasing = new() { MaximumArea = 1 } }, "Augmentation.Erasing.MaximumArea must be in [0, 1), got 1.");
        Refused(new() { Erasing = new() { MinimumArea = 0.5, MaximumArea = 0.4 } }, "Augmentation.Erasing.MaximumArea must be from 0.5 to 1, got 0.4.");
        Refused(new() { Erasing = new() { MinimumAspectRatio = -1 } }, "Augmentation.Erasing.MinimumAspectRatio must be above 0, got -1.");
        Refused(new() { Erasing = new() { MaximumAspectRatio = 0.1 } }, "Augmentation.Erasing.MaximumAspectRatio must be 0.3 or above, got 0.1.");
        Refused(new() { RandAugment = new() { Operations = 0 } }, "Augmentation.RandAugment.Operations must be 1 or above, got 0.");
        Refused(new() { RandAugment = new() { Magnitude = 31 } }, "Augmentation.RandAugment.Magnitude must be from 0 to 30, got 31.");
        RefusedOptions(new Options { TestTimeAugmentation = new() { FiveCrops = 1 } }, "TestTimeAugmentation.FiveCrops must be in [0, 1), got 1.");
        RefusedOptions(new Options { TestTimeAugmentation = new() { HorizontalFlip = false } }, "TestTimeAugmentation has neither HorizontalFlip nor FiveCrops");
        _ = _context.MulticlassClassification.Trainers.ConvolutionalNetwork(new Options { Augmentation = Augmentation.Standard });

        void Refused(Augmentation augmentation, string message) => RefusedOptions(new Options { Augmentation = augmentation }, message);

        void RefusedOptions(Options options, string message)
        {
            var e = Assert.Throws<ArgumentException>(() => _context.MulticlassClassification.Trainers.ConvolutionalNetwork(options));
            Assert.StartsWith(message, e.Message);
        }
    }

    private IDataView View(IEnumerable<ShapeRow> rows) => Shapes.Keyed(_context, _context.Data.LoadFromEnumerable(rows));

    /// <summary>Shapes, whose values are from 0 to 1 here.</summary>
    private IDataView Pictures(int count, int seed)
    {
        var rows = Shapes.Rows(count, seed);
        foreach (var row in rows) row.Features = [.. row.Features.Select(value => Math.Min(value, 1))];
        return View(rows);
    }

    private sealed class Flat
    {
        [VectorType(2)]
        public float[] Features { get; set; } = [];

        [KeyType(2)]
        public uint Label { get; set; }
    }

    /// <summary>Three letters of 5 x 4 pixels in pictures of 12 x 12, under the names of the shapes.</summary>
    private static class Letters
    {
        private static readonly string[][] s_letters = [["####", "#...", "###.", "#...", "#..."], ["#...", "#...", "#...", "#...", "####"], ["####", ".#..", ".#..", ".#..", ".#.."]];

        public static List<ShapeRow> Rows(int count, int seed, bool moved)
        {
            var random = new Random(seed);
            var rows = new List<ShapeRow>(count);
            for (int i = 0; i < count; i++)
            {
                int letter = i % 3, top = moved ? random.Next(0, 8) : 4, left = moved ? random.Next(0, 9) : 4;
                bool mirrored = moved && random.Next(2) == 1;
                var pixels = new float[Shapes.Size * Shapes.Size];
                for (int p = 0; p < pixels.Length; p++) pixels[p] = 0.2f * random.NextSingle();
                for (int y = 0; y < 5; y++)
                    for (int x = 0; x < 4; x++)
                        if (s_letters[letter][y][mirrored ? 3 - x : x] == '#') pixels[(top + y) * Shapes.Size + left + x] += 0.7f;
                rows.Add(new ShapeRow { Features = pixels, Label = Shapes.Names[letter], Number = letter, Weight = 1 });
            }
            return rows;
        }
    }
}
