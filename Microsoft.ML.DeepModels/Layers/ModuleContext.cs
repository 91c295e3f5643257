using Device = TorchSharp.torch.Device;
using Generator = TorchSharp.torch.Generator;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>
/// What a layer needs to become a module. Owns nothing: the generators belong to the Fit and outlive the module's training.
/// </summary>
/// <param name="Initialisation">
/// a CPU generator: weights are drawn on the CPU and then moved, so that one seed gives the same weights on every device
/// </param>
/// <param name="Noise">a CPU generator, too: dropout draws its masks from it while training</param>
/// <param name="Device">where parameters and buffers live</param>
internal sealed record ModuleContext(Generator Initialisation, Generator Noise, Device Device);
