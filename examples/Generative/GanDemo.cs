using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Evaluation;
using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.Display;
using Microsoft.ML.DeepModels.Examples.Generation;
using Microsoft.ML.DeepModels.Examples.Images;
using Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;

namespace Microsoft.ML.DeepModels.Examples.Generative;

/// <summary>
/// The story of generative adversarial networks: data, a classifier as a judge, a model that makes images of any class and how like real ones they are,
/// its file, then one that makes images of a class that is asked for, and what another classifier learns from these alone.
/// </summary>
public sealed class GanDemo
{
    private const int Columns = 10, SampleRows = 10, InterpolationRows = 10;

    private readonly ExampleArguments _arguments;
    private readonly CancellationToken _token;
    private readonly MLContext _mlContext;

    /// <param name="arguments">the command line</param>
    /// <param name="token">ends training early, with the networks as they are</param>
    public GanDemo(ExampleArguments arguments, CancellationToken token)
    {
        _arguments = arguments;
        _token = token;
        _mlContext = new MLContext(arguments.Seed) { GpuDeviceId = arguments.Gpu, FallbackToCpu = false };
    }

    /// <summary>Runs from the data to the result line, and returns that.</summary>
    public string Run()
    {
        PixelDataSet data = PixelDataSet.Of(_arguments.Data, _arguments.Seed);
        Console.WriteLine($"Data: {data.Name}, {data.Train.Count} images to learn from and {data.Test.Count} to judge by, {data.Shape[1]}x{data.Shape[2]} pixels");
        IDataView train = data.KeyedView(_mlContext, data.Train), test = data.KeyedView(_mlContext, data.Test);
        var pictures = new Pictures(_arguments, data);

        Console.WriteLine();
        Console.WriteLine("A classifier of the real images first, to judge others by:");
        using ImageJudge judge = Judge(train, data.Train.Count);
        Console.WriteLine(Line.Of($"its accuracy on real images it has not seen: {judge.Accuracy(test):F4}"));

        Console.WriteLine();
        Console.WriteLine("Generative adversarial network, which learns to make such images of 64 random numbers:");
        var watch = Stopwatch.StartNew();
        (GenerativeAdversarialNetworkTransformer model, double speed) = Train(train, data.Train.Count, null);
        double seconds = watch.Elapsed.TotalSeconds;
        using (model)
        {
            if (_token.IsCancellationRequested) Console.WriteLine("stopped early; these are the networks so far");
            string file = _arguments.OutputFile($"{data.Name}-gan.zip");
            _mlContext.Model.Save(model, train.Schema, file);
            pictures.Save("gan-samples", "images made of random numbers, by the loaded model", SavedGenerator.Samples(file, model, Columns * SampleRows, _arguments.Seed), Columns);
            pictures.Save("gan-interpolations", "the way from one image to another", Interpolations(model), Columns);
            (GenerativeMetrics made, double noise, double gaussian, IReadOnlyList<double> shares) = Compare(data, judge, model, test);
            double lessons = LearnFromGenerated(data, train, test, pictures);
            Console.WriteLine();
            return Line.Result(("family", "gan"), ("data", data.Name), ("frechet", Math.Round(made.FrechetDistance, 2)), ("noise_frechet", Math.Round(noise, 2)),
                ("pca_frechet", Math.Round(gaussian, 2)), ("cas", Math.Round(lessons, 4)), ("min_share", Math.Round(shares.Min(), 4)), ("max_share", Math.Round(shares.Max(), 4)),
                ("samples_per_second", Math.Round(speed)), ("seconds", Math.Round(seconds, 1)), ("model", file));
        }
    }

    private ImageJudge Judge(IDataView images, int count)
    {
        int epochs = _arguments.Epochs ?? ImageJudge.EpochsFor(count);
        return TrainingDisplay.Run(epochs, display => ImageJudge.Train(_mlContext, images, epochs, _arguments.Seed, display, _token));
    }

    private (GenerativeAdversarialNetworkTransformer Model, double SamplesPerSecond) Train(IDataView images, int count, string? label)
    {
        int epochs = _arguments.Epochs ?? GanPipeline.EpochsFor(count);
        return TrainingDisplay.Run(epochs, display => (GanPipeline.Fit(_mlContext, images, label, epochs, _arguments, display, _token), display.SamplesPerSecond));
    }

    private List<float[]> Interpolations(GenerativeAdversarialNetworkTransformer model) =>
        [.. Enumerable.Range(_arguments.Seed, InterpolationRows).SelectMany(seed => model.Interpolate(seed, seed + 1, Columns).GetColumn<float[]>(nameof(LabeledPixels.Features)))];

    /// <summary>Through the eyes of the classifier: generated images against real ones, beside what simpler generators and real images come to.</summary>
    private (GenerativeMetrics Made, double Noise, double Gaussian, IReadOnlyList<double> Shares) Compare(
        PixelDataSet data, ImageJudge judge, GenerativeAdversarialNetworkTransformer model, IDataView test)
    {
        int count = data.Test.Count;
        IDataView generated = model.Generate(count, _arguments.Seed);
        GenerativeEvaluation evaluation = judge.Compare(generated, test, data.View(_mlContext, data.Train.Take(count)));
        double noise = Distance(SimpleImages.Noise(count, data.Shape.ElementCount, _arguments.Seed)), gaussian = Distance(SimpleImages.Gaussian(data.Train, count, _arguments.Seed));
        IReadOnlyList<double> shares = judge.Shares(generated);
        GenerativeMetrics made = evaluation.Metrics;
        Console.WriteLine();
        Console.WriteLine(Line.Of($"Fréchet distance of {count} images to real ones, on the features of the classifier: {made.FrechetDistance:F2}; pixels drawn evenly {noise:F2}, ") +
            Line.Of($"a normal distribution of the pixels {gaussian:F2}, other real images {evaluation.Floor!.FrechetDistance:F2}"));
        Console.WriteLine(Line.Of($"of the generated images {made.Precision:P1} look real, and of the real ones {made.Recall:P1} could have been generated"));
        Console.WriteLine("what they show: " + string.Join(", ", data.Classes.Zip(shares, (name, share) => Line.Of($"{name} {share:P1}"))));
        return (made, noise, gaussian, shares);

        double Distance(List<LabeledPixels> images) => judge.Compare(data.View(_mlContext, images), test).Metrics.FrechetDistance;
    }

    /// <summary>The accuracy on real images of a classifier that has seen generated ones only.</summary>
    private double LearnFromGenerated(PixelDataSet data, IDataView train, IDataView test, Pictures pictures)
    {
        Console.WriteLine();
        Console.WriteLine("Another one that is told the class, so that it can be asked for one:");
        using GenerativeAdversarialNetworkTransformer model = Train(train, data.Train.Count, nameof(LabeledPixels.Label)).Model;
        pictures.Save("gan-classes", "images of one class in each row", [.. data.Classes.SelectMany(name =>
            model.Generate(Columns, _arguments.Seed, name).GetColumn<float[]>(nameof(LabeledPixels.Features)))], Columns);
        // Once, rather than in each epoch of the classifier.
        int count = Math.Min(data.Train.Count, 10_000);
        IDataView generated = _mlContext.Data.Cache(model.Generate(count, _arguments.Seed));
        Console.WriteLine();
        Console.WriteLine($"What a classifier learns from {count} images of this one alone:");
        using ImageJudge student = Judge(generated, count);
        double accuracy = student.Accuracy(test);
        Console.WriteLine(Line.Of($"its accuracy on real images: {accuracy:F4}"));
        return accuracy;
    }
}
