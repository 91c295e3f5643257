using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.Benchmarks.Harness;
using Microsoft.ML.DeepModels.Examples.Display;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.TransferLearning;
using TorchSharp;
using static TorchSharp.torch;
using Generator = TorchSharp.torch.Generator;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Benchmarks.Accuracy;

/// <summary>
/// Every backbone against torchvision's network with the same random weights, which benchmarks/pytorch/backbones.py writes as a .pth file: features in scoring, by the
/// public way, and the gradients of one training step, with batch normalisation by the batch and without dropout and stochastic depth.
/// </summary>
internal static class BackboneAccuracy
{
    private const int Size = 96, Batch = 4; // of the images; statistics by the batch need some values, even of the smallest maps
    private const double RoundingPart = 1e-6;
    private const double FeatureTarget = 1e-4, GradientTarget = 1e-3;

    /// <param name="names">of the backbones; none: all</param>
    public static int Run(string[] names)
    {
        IReadOnlyList<Backbone> backbones = names.Length > 0 ? [.. names.Select(Backbone.Named)] : Backbone.All;
        Console.WriteLine($"backbones against torchvision, {Batch} images; differences relative to the largest feature, and to the length of each gradient");
        Console.WriteLine($"  {"backbone",-20} {"image",-9} {"features",10} {"gradients",10}  largest at");
        var differences = new List<Difference>();
        foreach (Backbone backbone in backbones)
        {
            Difference difference = Compare(backbone);
            differences.Add(difference);
            int size = SizeOf(backbone);
            Console.WriteLine(Line.Of($"  {backbone.Name,-20} {$"{size}x{size}",-9} {difference.Features,10:0.0e+00} {difference.Gradients,10:0.0e+00}  {difference.LargestAt}"));
        }
        double features = differences.Max(difference => difference.Features), gradients = differences.Max(difference => difference.Gradients);
        bool holds = features <= FeatureTarget && gradients <= GradientTarget; // also false for NaN
        Console.WriteLine(Line.Result(("family", "transfer"), ("task", "backbones"), ("backbones", differences.Count), ("feature_difference", Rounded(features)),
            ("feature_target", FeatureTarget), ("gradient_difference", Rounded(gradients)), ("gradient_target", GradientTarget), ("holds", holds)));
        return holds ? 0 : 1;
    }

    private static int SizeOf(Backbone backbone) => backbone.Name == "vit_b_16" ? 224 : Size; // its positions are learned for one size

    private static string Rounded(double difference) => Line.Of($"{difference:0.0e+00}");

    private static Difference Compare(Backbone backbone)
    {
        string folder = Directory.CreateTempSubdirectory("deepmodels-").FullName;
        try
        {
            int size = SizeOf(backbone);
            PyTorch.Run("backbones.py", folder, backbone.Name, $"{size}", $"{Batch}");
            var theirs = new ReferenceValues(folder);
            Backbone trained = backbone.WithWeights(Path.Combine(folder, backbone.Name + ".pth"));
            var shape = TensorShape.Image(3, size, size);
            double features = LargestDifference(theirs["features"], Features(trained, theirs.Images, shape));
            (double gradients, string name) = Gradients(trained, theirs, shape);
            return new Difference(features, gradients, name);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    /// <summary>Relative to the largest of theirs; infinite where anything is not a number.</summary>
    private static double LargestDifference(float[] theirs, float[] ours)
    {
        if (theirs.Length != ours.Length) throw new InvalidOperationException($"torchvision gives {theirs.Length} features, ours are {ours.Length}.");
        double largest = theirs.Zip(ours, (a, b) => Math.Abs((double)a - b)).Max(), scale = theirs.Max(MathF.Abs);
        return double.IsFinite(theirs.Sum() + ours.Sum()) ? largest / scale : double.PositiveInfinity;
    }

    private static float[] Features(Backbone backbone, float[] images, TensorShape shape)
    {
        var mlContext = new MLContext(1);
        SchemaDefinition schema = SchemaDefinition.Create(typeof(BenchmarkRow));
        schema[nameof(BenchmarkRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, shape.ToArray());
        IDataView view = mlContext.Data.LoadFromEnumerable(images.Chunk(shape.ElementCount).Select(image => new BenchmarkRow { Features = image, Label = 1 }), schema);
        using PretrainedFeaturesTransformer model = mlContext.Transforms.PretrainedFeatures(backbone, "Pretrained", nameof(BenchmarkRow.Features)).Fit(view);
        return [.. model.Transform(view).GetColumn<float[]>("Pretrained").SelectMany(features => features)];
    }

    /// <summary>
    /// The largest difference of a parameter's gradient, as the length of the difference over that of theirs; gradients that are nothing but rounding errors, as those of
    /// constants that batch normalisation takes off again, count against a part of the mean length of all.
    /// </summary>
    private static (double Difference, string Name) Gradients(Backbone backbone, ReferenceValues theirs, TensorShape shape)
    {
        IReadOnlyDictionary<string, string> names = Architectures.Named(backbone.Name).Build(shape).Names; // ours to theirs
        BackboneNetwork network = backbone.Source.Locate(false, null, CancellationToken.None)(shape);
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, Devices.Cpu);
        // Leaving layers of noise out changes no name of another layer, for they come last where they are.
        var definition = new NetworkDefinition(shape, [.. network.Layers.Select(WithoutNoise)]);
        using var module = LayerStack.Create(definition, new ModuleContext(generator, generator, Devices.Cpu));
        network.Load(module);
        module.train();
        Dictionary<string, Tensor> parameters = DoublePrecision.Of(module);
        Tensor rows = tensor(theirs.Rows).reshape(shape.WithBatch(Batch)).to(ScalarType.Float64);
        Tensor output = module.Forward(rows, null, 1, definition.Layers.Count); // the first layer normalises, as these rows are already
        (output * tensor(theirs.Form).reshape(output.shape).to(ScalarType.Float64)).sum().backward();

        var gradients = parameters.Select(parameter =>
        {
            float[] ours = new float[parameter.Value.NumberOfElements];
            TensorValues.CopyTo(parameter.Value.grad!.to(ScalarType.Float32), ours);
            float[] reference = theirs[names[parameter.Key]];
            return (Name: names[parameter.Key], Length: Length(reference), Difference: Length([.. reference.Zip(ours, (a, b) => a - b)]));
        }).ToList();
        double floor = RoundingPart * gradients.Average(gradient => gradient.Length);
        return gradients.Select(gradient => (Difference: gradient.Difference / Math.Max(gradient.Length, floor), gradient.Name)).MaxBy(gradient => gradient.Difference);
    }

    private static double Length(float[] values) => Math.Sqrt(values.Sum(value => (double)value * value));

    private static Layer WithoutNoise(Layer layer) => layer is ResidualLayer residual
        ? Layer.Residual([.. residual.Body.Where(inner => inner is not StochasticDepthLayer)])
        : layer;

    private sealed record Difference(double Features, double Gradients, string LargestAt);
}
