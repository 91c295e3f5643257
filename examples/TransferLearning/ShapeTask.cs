using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.ConvolutionalNetwork;
using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.Display;
using Microsoft.ML.DeepModels.Examples.Images;
using Microsoft.ML.DeepModels.Examples.Shapes;

namespace Microsoft.ML.DeepModels.Examples.TransferLearning;

/// <summary>The task that needs no download: a network learns eight shapes from many pictures, for another to learn the two others from few.</summary>
internal sealed class ShapeTask
{
    private const int Known = 8; // the first by name; the others are new
    private const int KnownImages = 400, KnownTestImages = 100; // a class
    private const int NewImages = 20, NewTestImages = 500; // a class
    private const int Epochs = 20;

    private readonly MLContext _mlContext;
    private readonly ExampleArguments _arguments;
    private readonly CancellationToken _token;

    /// <param name="mlContext">where it runs</param>
    /// <param name="arguments">the command line</param>
    /// <param name="token">ends training early</param>
    public ShapeTask(MLContext mlContext, ExampleArguments arguments, CancellationToken token)
    {
        (_mlContext, _arguments, _token) = (mlContext, arguments, token);
        Data = DrawnShapes.Create([.. Shape.All.Skip(Known)], NewImages, NewTestImages, unchecked(arguments.Seed + 1));
    }

    /// <summary>The few pictures of the two shapes that are new, and those to judge by.</summary>
    public ImageDataSet Data { get; }

    /// <summary>Trains a network on eight shapes, saves it, and takes all but its output layer out of the file.</summary>
    public Backbone Pretrain()
    {
        Shape[] known = [.. Shape.All.Take(Known)];
        ImageDataSet data = DrawnShapes.Create(known, KnownImages, KnownTestImages, _arguments.Seed);
        Console.WriteLine($"Data: drawn, {data.Train.Count} pictures of {Known} shapes ({string.Join(", ", known.Select(shape => shape.Name))}),");
        Console.WriteLine($"and {Data.Train.Count} of two others ({string.Join(", ", Shape.All.Skip(Known).Select(shape => shape.Name))}); {data.Shape[1]}x{data.Shape[2]} pixels in colour");
        string sheet = _arguments.OutputFile("shapes.bmp");
        File.WriteAllBytes(sheet, DrawnShapes.Sheet(16, _arguments.Seed));
        Console.WriteLine($"A sheet of such pictures: {sheet}");
        Console.WriteLine();
        Console.WriteLine("A convolutional network first learns the eight shapes:");
        IDataView train = _mlContext.Data.LoadFromEnumerable(data.Train);
        int epochs = _arguments.Epochs ?? Epochs;
        using TransformerChain<ConvolutionalNetworkTransformer> model = TrainingDisplay.Run(epochs, display =>
            TransferPipeline.FitNetwork(_mlContext, train, TransferPipeline.ShapeLayers, data.Shape, epochs, TransferPipeline.LargeBatchSize, _arguments, display, _token));
        MulticlassClassificationMetrics metrics = _mlContext.MulticlassClassification.Evaluate(model.Transform(_mlContext.Data.LoadFromEnumerable(data.Test)));
        string file = _arguments.OutputFile("shapes-pretrained.zip");
        _mlContext.Model.Save(model, train.Schema, file);
        Console.WriteLine(Line.Of($"accuracy on {data.Test.Count} pictures of these shapes that it has not seen: {metrics.MicroAccuracy:F4}; saved as {file}"));
        return Backbone.FromModel(file);
    }
}
