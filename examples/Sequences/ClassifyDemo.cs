using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.Classes;
using Microsoft.ML.DeepModels.Examples.Display;
using Microsoft.ML.DeepModels.Examples.SequenceData;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.DeepModels.Examples.Sequences;

/// <summary>The story of classification: data, a model that does not know the order of steps, the recurrent network, its evaluation, its file, predictions.</summary>
public sealed class ClassifyDemo
{
    private readonly ExampleArguments _arguments;
    private readonly CancellationToken _token;
    private readonly MLContext _mlContext;

    /// <param name="arguments">the command line</param>
    /// <param name="token">ends training early, with the best model so far</param>
    public ClassifyDemo(ExampleArguments arguments, CancellationToken token)
    {
        _arguments = arguments;
        _token = token;
        _mlContext = new MLContext(arguments.Seed) { GpuDeviceId = arguments.Gpu, FallbackToCpu = false };
    }

    /// <summary>Runs from the data to the result line, and returns that.</summary>
    public string Run()
    {
        SequenceDataSet data = ReadData();
        IDataView train = _mlContext.Data.LoadFromEnumerable(data.Train), test = _mlContext.Data.LoadFromEnumerable(data.Test);

        Console.WriteLine();
        Console.WriteLine("A network first that sees the same steps, but not their order:");
        double orderlessAccuracy = AccuracyOfOrderless(data, train, test);
        Console.WriteLine();
        Console.WriteLine("Recurrent network:");
        var watch = Stopwatch.StartNew();
        (TransformerChain<KeyToValueMappingTransformer> model, double speed) = Train(data, train, SequencePipeline.RecurrentNetwork);
        double seconds = watch.Elapsed.TotalSeconds;
        using (model)
        {
            if (_token.IsCancellationRequested) Console.WriteLine("stopped early; this is the best model so far");
            IDataView scored = model.Transform(test);
            MulticlassClassificationMetrics metrics = _mlContext.MulticlassClassification.Evaluate(scored);
            Console.WriteLine();
            Console.WriteLine(metrics.ConfusionMatrix.GetFormattedConfusionTable());
            Console.WriteLine(Line.Of($"accuracy on {data.Test.Count} sequences it has not seen: recurrent network {metrics.MicroAccuracy:F4}, without order {orderlessAccuracy:F4}"));

            string file = _arguments.OutputFile($"{data.Name}.zip");
            _mlContext.Model.Save(model, train.Schema, file);
            SavedClassifier.Check(file, "sequence", data.Test, row => row.Label, SavedClassifier.ScoresOf(_mlContext, scored));
            Console.WriteLine();
            return Line.Result(("family", "rnn"), ("task", Demo.Classify), ("data", data.Name), ("accuracy", Math.Round(metrics.MicroAccuracy, 4)),
                ("orderless_accuracy", Math.Round(orderlessAccuracy, 4)), ("samples_per_second", Math.Round(speed)), ("seconds", Math.Round(seconds, 1)), ("model", file));
        }
    }

    private SequenceDataSet ReadData()
    {
        SequenceDataSet data = _arguments.Data is { } folder
            ? SequenceDataSet.FromFolder(folder)
            : PenDigits.Create(PenDigits.TrainingSequences, PenDigits.TestSequences, _arguments.Seed);
        int classes = data.Train.Select(row => row.Label).Distinct().Count();
        (int shortest, int longest) = data.Lengths;
        Console.WriteLine($"Data: {data.Name}, {data.Train.Count} sequences to learn from and {data.Test.Count} to judge by, {classes} classes, " +
            $"{(shortest == longest ? $"{longest}" : $"{shortest} to {longest}")} steps of {data.FeaturesPerStep} values");
        return data;
    }

    private double AccuracyOfOrderless(SequenceDataSet data, IDataView train, IDataView test)
    {
        using TransformerChain<KeyToValueMappingTransformer> model = Train(data, train, SequencePipeline.WithoutOrder).Model;
        return _mlContext.MulticlassClassification.Evaluate(model.Transform(test)).MicroAccuracy;
    }

    private (TransformerChain<KeyToValueMappingTransformer> Model, double SamplesPerSecond) Train(SequenceDataSet data, IDataView train, IReadOnlyList<Layer> layers)
    {
        int epochs = _arguments.Epochs ?? SequencePipeline.EpochsFor(data.Train.Count);
        return TrainingDisplay.Run(epochs, display =>
        {
            var model = SequencePipeline.Fit(_mlContext, train, layers, data.FeaturesPerStep, epochs, _arguments, display, _token);
            return (model, display.SamplesPerSecond);
        });
    }
}
