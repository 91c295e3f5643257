using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.Images;

namespace Microsoft.ML.DeepModels.Examples.TransferLearning;

/// <summary>The story of this example: a trained network and a new task for it. Both are the user's, or the program draws shapes and trains on eight of them first.</summary>
public sealed class Demo
{
    /// <summary>The options of this example.</summary>
    public const string Backbone = "--backbone", Weights = "--weights", Mode = "--mode";

    /// <summary>The values of <see cref="Mode"/>.</summary>
    public const string Frozen = "frozen", FineTune = "finetune";

    private const string DefaultBackbone = "resnet18", ModelEnding = ".zip";

    private readonly ExampleArguments _arguments;
    private readonly CancellationToken _token;

    /// <param name="arguments">the command line</param>
    /// <param name="token">ends training early, with the best model so far</param>
    public Demo(ExampleArguments arguments, CancellationToken token)
    {
        _arguments = arguments;
        _token = token;
    }

    /// <summary>Runs from the data to the result line.</summary>
    public void Run()
    {
        var mlContext = new MLContext(_arguments.Seed) { GpuDeviceId = _arguments.Gpu, FallbackToCpu = false };
        if (_arguments.Data is null)
        {
            if (_arguments.Options.ContainsKey(Backbone) || _arguments.Options.ContainsKey(Weights))
                throw new ExampleException($"{Backbone} and {Weights} are for images of your own; name their folder by --data.");
            var shapes = new ShapeTask(mlContext, _arguments, _token);
            new Comparison(mlContext, shapes.Pretrain(), shapes.Data, _arguments, _token).Run();
            return;
        }
        ImageDataSet data = ImageFolder.Read(_arguments.Data, _arguments.Seed);
        int classes = data.Train.Select(image => image.Label).Distinct().Count();
        Console.WriteLine($"Data: {data.Name}, {data.Train.Count} images to learn from and {data.Test.Count} to judge by, {classes} classes");
        new Comparison(mlContext, Chosen(), data, _arguments, _token).Run();
    }

    /// <summary>The backbone that the user names, with its weights.</summary>
    private Backbone Chosen()
    {
        string? weights = _arguments.Options.GetValueOrDefault(Weights);
        if (weights is not null && !File.Exists(weights) && !Directory.Exists(weights)) throw new ExampleException($"{Weights} names a file that does not exist: '{weights}'.");
        if (weights?.EndsWith(ModelEnding, StringComparison.OrdinalIgnoreCase) == true)
        {
            if (_arguments.Options.ContainsKey(Backbone)) throw new ExampleException($"{Weights} names a model file, which has its architecture in it; leave {Backbone} out.");
            return Backbones.Backbone.FromModel(weights);
        }
        Backbone backbone = Backbones.Backbone.Named(_arguments.Options.GetValueOrDefault(Backbone) ?? DefaultBackbone);
        if (weights is not null) return backbone.WithWeights(weights);
        if (backbone.FindWeights() is null)
            Console.WriteLine($"The weights of {backbone.Name} are not on this machine: training begins when they are downloaded into this user's cache.");
        return backbone;
    }
}
