using Microsoft.ML.DeepModels.Interop;
using Module = TorchSharp.torch.nn.Module;

namespace Microsoft.ML.DeepModels.Persistence;

/// <summary>The weights of a model: one safetensors entry of its file, under PyTorch-like parameter names.</summary>
internal static class ModelWeights
{
    private const string Entry = "weights.safetensors";

    public static void Write(IModelWriter writer, Module module) =>
        writer.Write(Entry, stream => SafeTensors.Write(stream, NamedTensor.Of(module)));

    /// <summary>Refuses weights that are far too few for a network, before memory is taken for it.</summary>
    /// <exception cref="InvalidDataException">They are damaged, or of another network.</exception>
    public static void CheckSize(IModelReader reader, long parameters) =>
        reader.Read(Entry, stream =>
        {
            SafeTensors.CheckSize(stream, parameters);
            return true;
        });

    /// <summary>Reads the weights into a module that has the shape already.</summary>
    /// <exception cref="InvalidDataException">They are damaged, or of another network.</exception>
    public static void Read(IModelReader reader, Module module) =>
        reader.Read(Entry, stream =>
        {
            SafeTensors.Read(stream, NamedTensor.Of(module));
            return true;
        });
}
