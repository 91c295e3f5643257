using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.Classes;
using Microsoft.ML.DeepModels.Examples.Digits;
using Microsoft.ML.DeepModels.Examples.Display;
using Microsoft.ML.DeepModels.Examples.Images;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.DeepModels.Examples.ImageClassification;

/// <summary>The story of this example: data, a linear model to compare with, the network, its evaluation, its file, predictions.</summary>
public sealed class Demo
{
    private readonly ExampleArguments _arguments;
    private readonly CancellationToken _token;
    private readonly MLContext _mlContext;
    private readonly int _epochs;

    /// <param name="arguments">the command line</param>
    /// <param name="token">ends training early, with the best model so far</param>
    public Demo(ExampleArguments arguments, CancellationToken token)
    {
        _arguments = arguments;
        _token = token;
        _epochs = arguments.Epochs ?? ImagePipeline.Epochs;
        _mlContext = new MLContext(arguments.Seed) { GpuDeviceId = arguments.Gpu, FallbackToCpu = false };
    }

    /// <summary>Runs from the data to the result line.</summary>
    public void Run()
    {
        ImageDataSet data = ReadData();
        IDataView train = _mlContext.Data.LoadFromEnumerable(data.Train), test = _mlContext.Data.LoadFromEnumerable(data.Test);

        double linearAccuracy = TrainLinearModel(data, train, test);
        Console.WriteLine();
        Console.WriteLine($"Convolutional network, {_epochs} epochs:");
        var watch = Stopwatch.StartNew();
        (TransformerChain<KeyToValueMappingTransformer> model, double speed) = Train(data, train, ImagePipeline.ConvolutionalNetwork);
        double seconds = watch.Elapsed.TotalSeconds;
        using (model)
        {
            if (_token.IsCancellationRequested) Console.WriteLine("stopped early; this is the best model so far");
            IDataView scored = model.Transform(test);
            MulticlassClassificationMetrics metrics = _mlContext.MulticlassClassification.Evaluate(scored);
            Console.WriteLine();
            Console.WriteLine(metrics.ConfusionMatrix.GetFormattedConfusionTable());
            Console.WriteLine(Line.Of($"accuracy on {data.Test.Count} images it has not seen: network {metrics.MicroAccuracy:F4}, linear model {linearAccuracy:F4}"));

            string file = _arguments.OutputFile(_arguments.Data is null ? "digits.zip" : $"{data.Name}.zip");
            _mlContext.Model.Save(model, train.Schema, file);
            SavedClassifier.Check(file, "image", data.Test, image => image.Label, SavedClassifier.ScoresOf(_mlContext, scored));
            Console.WriteLine(Line.Result(("family", "cnn"), ("data", data.Name), ("accuracy", Rounded(metrics.MicroAccuracy, 4)),
                ("linear_accuracy", Rounded(linearAccuracy, 4)), ("samples_per_second", Rounded(speed, 0)), ("seconds", Rounded(seconds, 1)),
                ("model", file)));
        }
    }

    private ImageDataSet ReadData()
    {
        ImageDataSet data = _arguments.Data is { } folder
            ? ImageDataSet.FromFolder(folder, _arguments.Seed)
            : DrawnDigits.Create(DrawnDigits.TrainingImages, DrawnDigits.TestImages, _arguments.Seed);
        int classes = data.Train.Select(image => image.Label).Distinct().Count();
        Console.WriteLine($"Data: {data.Name}, {data.Train.Count} images to learn from and {data.Test.Count} to judge by, {classes} classes, as (channels, height, width) {data.Shape}");
        if (_arguments.Data is null)
        {
            string sheet = _arguments.OutputFile("digits.bmp");
            File.WriteAllBytes(sheet, ContactSheet.Draw(DrawnDigits.Size, 10, _arguments.Seed));
            Console.WriteLine($"A sheet of such images: {sheet}");
        }
        return data;
    }

    private double TrainLinearModel(ImageDataSet data, IDataView train, IDataView test)
    {
        Console.WriteLine();
        Console.WriteLine("A linear model first, to see what pixels tell by themselves:");
        using TransformerChain<KeyToValueMappingTransformer> model = Train(data, train, ImagePipeline.LinearModel).Model;
        return _mlContext.MulticlassClassification.Evaluate(model.Transform(test)).MicroAccuracy;
    }

    private (TransformerChain<KeyToValueMappingTransformer> Model, double SamplesPerSecond) Train(ImageDataSet data, IDataView train, IReadOnlyList<Layer> layers) =>
        TrainingDisplay.Run(_epochs, display =>
        {
            TransformerChain<KeyToValueMappingTransformer> model = ImagePipeline.Fit(_mlContext, train, layers, data.Shape, _arguments, display, _token);
            return (model, display.SamplesPerSecond);
        });

    private static double Rounded(double value, int digits) => Math.Round(value, digits);
}
