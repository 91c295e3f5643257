using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.ConvolutionalNetwork;
using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.Classes;
using Microsoft.ML.DeepModels.Examples.Display;
using Microsoft.ML.DeepModels.Examples.Images;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.TransferLearning;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.DeepModels.Examples.TransferLearning;

/// <summary>Two networks of the same layers learn a task from the same images: one starts from a backbone, the other from random weights.</summary>
internal sealed class Comparison
{
    private const int FewImages = 100; // up to which epochs are short, and more of them are needed
    private const int FewImagesEpochs = 60, ManyImagesEpochs = 10;

    private readonly MLContext _mlContext;
    private readonly Backbone _backbone;
    private readonly ImageDataSet _data;
    private readonly ExampleArguments _arguments;
    private readonly CancellationToken _token;
    private readonly Warnings _warnings;
    private readonly IDataView _train, _test;
    private readonly int _epochs;

    /// <param name="mlContext">where it runs</param>
    /// <param name="backbone">the trained network</param>
    /// <param name="data">the task</param>
    /// <param name="arguments">the command line</param>
    /// <param name="token">ends training early, with the best model so far</param>
    public Comparison(MLContext mlContext, Backbone backbone, ImageDataSet data, ExampleArguments arguments, CancellationToken token)
    {
        (_mlContext, _backbone, _data, _arguments, _token) = (mlContext, backbone, data, arguments, token);
        _warnings = new Warnings(mlContext);
        (_train, _test) = (mlContext.Data.LoadFromEnumerable(data.Train), mlContext.Data.LoadFromEnumerable(data.Test));
        _epochs = arguments.Epochs ?? (data.Train.Count <= FewImages ? FewImagesEpochs : ManyImagesEpochs);
    }

    /// <summary>Trains both, saves and loads the first, and ends with a table and the result line.</summary>
    public void Run()
    {
        Console.WriteLine();
        Console.WriteLine($"Transfer learning, {_epochs} epochs on {_data.Train.Count} images, from {_backbone.Name}:");
        var watch = Stopwatch.StartNew();
        using TransformerChain<KeyToValueMappingTransformer> model = TrainingDisplay.Run(_epochs, display =>
            TransferPipeline.FitTransfer(_mlContext, _train, _backbone, _epochs, _arguments, display, _token));
        double seconds = watch.Elapsed.TotalSeconds;
        _warnings.Print();
        if (_token.IsCancellationRequested) Console.WriteLine("stopped early; this is the best model so far");
        NetworkDefinition network = model.OfType<TransferLearningTransformer>().Single().Network;
        IDataView scored = model.Transform(_test);
        MulticlassClassificationMetrics metrics = _mlContext.MulticlassClassification.Evaluate(scored);
        Console.WriteLine();
        Console.WriteLine(metrics.ConfusionMatrix.GetFormattedConfusionTable());
        string file = _arguments.OutputFile($"{_data.Name}-transfer.zip");
        _mlContext.Model.Save(model, _train.Schema, file);
        SavedClassifier.Check(file, "image", _data.Test, image => image.Label, SavedClassifier.ScoresOf(_mlContext, scored));

        Console.WriteLine();
        Console.WriteLine($"The same network from scratch, {_epochs} epochs on the same images:");
        watch.Restart();
        using TransformerChain<ConvolutionalNetworkTransformer> scratch = TrainingDisplay.Run(_epochs, display =>
            TransferPipeline.FitNetwork(_mlContext, _train, [.. network.Layers.SkipLast(1)], network.InputShape, _epochs, TransferPipeline.BatchSize, _arguments, display, _token));
        double scratchSeconds = watch.Elapsed.TotalSeconds;
        _warnings.Print();
        double scratchAccuracy = _mlContext.MulticlassClassification.Evaluate(scratch.Transform(_test)).MicroAccuracy;

        Console.WriteLine();
        Console.WriteLine($"On {_data.Test.Count} images that neither has seen:");
        Console.WriteLine($"{"",-14} {"accuracy",9} {"seconds",9} {"parameters trained",19} {"of",12}");
        WriteRow("transferred", metrics.MicroAccuracy, seconds, TrainedParameters(network), network.ParameterCount);
        WriteRow("from scratch", scratchAccuracy, scratchSeconds, network.ParameterCount, network.ParameterCount);
        Console.WriteLine(Line.Result(("family", "transfer"), ("data", _data.Name), ("accuracy", Line.Of($"{metrics.MicroAccuracy:F3}")),
            ("scratch_accuracy", Line.Of($"{scratchAccuracy:F3}"))));
    }

    /// <summary>All, or those of the head: its layers and the output layer come last.</summary>
    private long TrainedParameters(NetworkDefinition network)
    {
        if (_arguments.Options.GetValueOrDefault(Demo.Mode) == Demo.FineTune) return network.ParameterCount;
        Layer[] frozen = [.. network.Layers.SkipLast(TransferLearningTrainer.DefaultHead.Count + 1)];
        return network.ParameterCount - new NetworkDefinition(network.InputShape, frozen).ParameterCount;
    }

    private static void WriteRow(string name, double accuracy, double seconds, long trained, long all) =>
        Console.WriteLine(Line.Of($"{name,-14} {accuracy,9:F3} {seconds,9:F1} {trained,19:N0} {all,12:N0}"));
}
