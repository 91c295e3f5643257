using System.Runtime.InteropServices;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Tensors;

/// <summary>Copies between tensors and memory of .NET.</summary>
internal static class TensorValues
{
    /// <summary>Copies all values of a tensor of Float32 on any device, in the order of its axes. Call it in a dispose scope.</summary>
    /// <exception cref="InvalidOperationException">There are more or fewer values than places.</exception>
    public static void CopyTo(Tensor tensor, Span<float> destination)
    {
        var values = tensor.cpu().contiguous().bytes;
        if (values.Length != destination.Length * sizeof(float))
            throw new InvalidOperationException($"The network gave {values.Length / sizeof(float)} values for {destination.Length}.");
        MemoryMarshal.Cast<byte, float>(values).CopyTo(destination);
    }
}
