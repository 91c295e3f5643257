using Microsoft.ML.DeepModels.Layers;

namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>A backbone for one input shape: what it computes, and how its parameters are called elsewhere.</summary>
/// <param name="Layers">the layers, the first of which normalises images with values in [0, 1]</param>
/// <param name="Blocks">
/// for "train the last blocks": ascending counts of layers at which a block ends, the last one all layers. A block is what the paper calls one: a residual
/// block, a stage up to its pooling, an encoder layer; the first has the stem.
/// </param>
/// <param name="Names">
/// the full name of each parameter and buffer in a <see cref="LayerStack"/> of these layers, for instance "5.0.0.weight", to its name in torchvision,
/// "layer1.0.conv1.weight"
/// </param>
/// <param name="FirstWeight">our name of the weight of the first convolution, the one that sees the image's channels</param>
/// <param name="Positions">the position embedding, which depends on the input shape; null: there is none</param>
internal sealed record BackboneLayers(
    IReadOnlyList<Layer> Layers, IReadOnlyList<int> Blocks, IReadOnlyDictionary<string, string> Names, string FirstWeight, PositionGrid? Positions);
