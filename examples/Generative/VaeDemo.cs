using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.Display;
using Microsoft.ML.DeepModels.Examples.Generation;
using Microsoft.ML.DeepModels.Examples.Images;
using Microsoft.ML.DeepModels.VariationalAutoencoder;

namespace Microsoft.ML.DeepModels.Examples.Generative;

/// <summary>
/// The story of the variational autoencoder: data, training, its evaluation, its file, new images, images made again, images between images, and at last
/// the detection of images unlike those it has seen.
/// </summary>
public sealed class VaeDemo
{
    private const int Columns = 10, SampleRows = 10, ReconstructionRows = 4, InterpolationRows = 10;
    private const int ImportanceSamples = 10;

    private readonly ExampleArguments _arguments;
    private readonly CancellationToken _token;
    private readonly MLContext _mlContext;

    /// <param name="arguments">the command line</param>
    /// <param name="token">ends training early, with the best model so far</param>
    public VaeDemo(ExampleArguments arguments, CancellationToken token)
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
        IDataView train = data.View(_mlContext, data.Train), test = data.View(_mlContext, data.Test);
        Console.WriteLine();
        Console.WriteLine("Variational autoencoder, which learns to put an image into 20 numbers and to make it again of these:");
        var watch = Stopwatch.StartNew();
        int epochs = _arguments.Epochs ?? VaePipeline.EpochsFor(data.Train.Count);
        (VariationalAutoencoderTransformer model, double speed) = TrainingDisplay.Run(epochs, display =>
            (VaePipeline.Fit(_mlContext, train, epochs, _arguments, display, _token), display.SamplesPerSecond));
        double seconds = watch.Elapsed.TotalSeconds;
        using (model)
        {
            if (_token.IsCancellationRequested) Console.WriteLine("stopped early; this is the best model so far");
            VariationalAutoencoderMetrics metrics = model.Evaluate(test, ImportanceSamples);
            Console.WriteLine();
            Console.WriteLine(Line.Of($"on {metrics.Rows} images it has not seen, in nats an image: negative ELBO {metrics.NegativeElbo:F2}, of which reconstruction {metrics.Reconstruction:F2} and ") +
                Line.Of($"Kullback-Leibler divergence {metrics.KullbackLeibler:F2}; {metrics.ActiveUnits} of {model.LatentSize} numbers are in use"));
            string file = _arguments.OutputFile($"{data.Name}-vae.zip");
            _mlContext.Model.Save(model, train.Schema, file);
            var pictures = new Pictures(_arguments, data);
            pictures.Save("vae-samples", "images made of random numbers, by the loaded model", SavedGenerator.Samples(file, model, Columns * SampleRows, _arguments.Seed), Columns);
            pictures.Save("vae-reconstructions", "images and below each what was made of its 20 numbers", Reconstructions(data, model), Columns);
            pictures.Save("vae-interpolations", "the way from one image to another", Interpolations(data, model), Columns);
            AnomalyDetectionMetrics anomalies = DetectAnomalies(data);
            Console.WriteLine();
            return Line.Result(("family", "vae"), ("data", data.Name), ("negative_elbo", Math.Round(metrics.NegativeElbo, 2)),
                ("auc", Math.Round(anomalies.AreaUnderRocCurve, 4)), ("samples_per_second", Math.Round(speed)), ("seconds", Math.Round(seconds, 1)), ("model", file));
        }
    }

    /// <summary>A row of images, below it a row of what the model makes of them, and so on.</summary>
    private List<float[]> Reconstructions(PixelDataSet data, VariationalAutoencoderTransformer model)
    {
        var images = new List<float[]>();
        foreach (LabeledPixels[] row in data.Test.Take(Columns * ReconstructionRows).Chunk(Columns).Where(row => row.Length == Columns))
        {
            images.AddRange(row.Select(image => image.Features));
            images.AddRange(model.Transform(data.View(_mlContext, row)).GetColumn<float[]>("Reconstruction"));
        }
        return images;
    }

    /// <summary>In each row the way from an image of one class to one of the next.</summary>
    private List<float[]> Interpolations(PixelDataSet data, VariationalAutoencoderTransformer model)
    {
        var images = new List<float[]>();
        for (int i = 0; i < InterpolationRows; i++)
        {
            IDataView from = FirstOf(data.Classes[i % data.Classes.Count]), to = FirstOf(data.Classes[(i + 1) % data.Classes.Count]);
            images.AddRange(model.Interpolate(from, to, Columns).GetColumn<float[]>(nameof(LabeledPixels.Features)));
        }
        return images;

        IDataView FirstOf(string label) => data.View(_mlContext, data.Test.Where(image => image.Label == label).Take(1));
    }

    private AnomalyDetectionMetrics DetectAnomalies(PixelDataSet data)
    {
        string normal = data.Classes[^1];
        int normals = data.Train.Count(row => row.Label == normal);
        Console.WriteLine();
        Console.WriteLine($"Anomaly detection: another one learns from the {normals} images of '{normal}' alone, and has to find all others among the {data.Test.Count}:");
        int epochs = _arguments.Epochs ?? 2 * VaePipeline.EpochsFor(10 * normals);
        AnomalyDetectionMetrics metrics = TrainingDisplay.Run(epochs, display =>
            OneClassDetection.Run(_mlContext, data, normal, VaePipeline.AnomalyOptions(epochs, _arguments, display, _token)));
        Console.WriteLine(Line.Of($"area under the ROC curve {metrics.AreaUnderRocCurve:F4}; before 10 of '{normal}' are taken for something else, {metrics.DetectionRateAtFalsePositiveCount:P1} of the others are found"));
        return metrics;
    }
}
