using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tensor = TorchSharp.torch.Tensor;
using static Microsoft.ML.DeepModels.Layers.Recurrence.LaneOperations;

namespace Microsoft.ML.DeepModels.Layers.Recurrence;

/// <summary>The memory of tensors as floats.</summary>
internal static unsafe class Memory
{
    /// <summary>The most floats that a tensor may have for <see cref="Floats"/>.</summary>
    public const long Most = int.MaxValue / sizeof(float);

    /// <summary>Where the values of a Float32 tensor on the CPU without gaps begin. It has to be kept alive.</summary>
    public static float* Floats(Tensor tensor) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));

    public static void Copy(float* from, float* to, int count) => new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(to, count));

    public static void Clear(float* from, int count) => new Span<float>(from, count).Clear();

    /// <summary>Adds to what is there.</summary>
    public static void Add(float* from, float* to, int count)
    {
        int i = 0;
        for (; i + Count<Lanes>() <= count; i += Count<Lanes>()) Store(Load<Lanes>(from + i) + Load<Lanes>(to + i), to + i);
        for (; i < count; i++) to[i] += from[i];
    }
}
