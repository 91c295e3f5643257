using Microsoft.ML.DeepModels.Layers;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>A backbone for one shape of input.</summary>
/// <param name="Layers">the first layers of a network that starts from it</param>
/// <param name="Blocks">the number of layers at the end of each block, ascending; the last is that of all</param>
/// <param name="Load">writes the weights into a network whose first layers are these</param>
internal sealed record BackboneNetwork(IReadOnlyList<Layer> Layers, IReadOnlyList<int> Blocks, Action<nn.Module> Load);
