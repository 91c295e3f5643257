using System.Text.Json.Nodes;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>A <see cref="GenerativeNetwork"/> as data: checked when it is made, written to JSON, built when it is needed.</summary>
/// <param name="DataShape">the shape of a row</param>
/// <param name="LatentSize">the length of a latent vector, 1 or above</param>
/// <param name="Classes">the number of classes of the condition; 0: there is none</param>
internal abstract record GenerativeDefinition(TensorShape DataShape, int LatentSize, int Classes)
{
    /// <summary>What the network tells of a row.</summary>
    public abstract IReadOnlyList<NetworkOutput> Outputs { get; }

    /// <summary>The number of values that training learns.</summary>
    public abstract long ParameterCount { get; }

    /// <summary>The part that makes few numbers of a row, for other networks to start from; null where there is none.</summary>
    public virtual EncoderPart? Encoding => null;

    /// <summary>The network, with weights freshly drawn from the context's generator.</summary>
    public abstract GenerativeNetwork Create(ModuleContext context);

    /// <summary>All of it, for the model file.</summary>
    public abstract JsonObject ToJson();

    /// <summary>The shape of a network's input that has the condition beside it: as one more channel, or feature, for each class.</summary>
    public static TensorShape WithCondition(TensorShape shape, int classes) => classes == 0 ? shape
        : shape.IsImage ? TensorShape.Image(shape[0] + classes, shape[1], shape[2])
        : shape.Count == 1 ? new TensorShape(shape[0] + classes)
        : throw new ArgumentException($"A condition needs rows that are vectors or images (channels, height, width), got {shape}. Give the input shape, or leave the label column out.");
}
