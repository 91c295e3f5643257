using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training.Optimizers;

/// <summary>
/// Runs an optimizer's step in one pass over memory. Such a step is bound by memory bandwidth: as eight tensor operations
/// it moves every value several times, here each is read once and written once, and the gradients are zeroed on the way.
/// </summary>
internal static class FusedKernel
{
    // Below this many elements for each thread, waking another one costs more than it saves (measured on 2 cores: even at
    // 2 million parameters one thread was as fast, since the buffers then lie in the cache).
    private const int ElementsPerThread = 1 << 22;

    public static bool CanRun(ParameterBuffer parameters) =>
        Vector.IsHardwareAccelerated
        && parameters.Values.device_type == DeviceType.CPU
        && parameters.Values.NumberOfElements <= int.MaxValue / sizeof(float) // the reach of a span of bytes
        && parameters.Values.NumberOfElements % Vector<float>.Count == 0;

    public static void Run<TUpdate>(TUpdate update, ParameterBuffer parameters, Tensor[] slots)
        where TUpdate : struct, IFusedUpdate
    {
        int length = checked((int)parameters.Values.NumberOfElements);
        int threads = Math.Clamp(length / ElementsPerThread, 1, Math.Max(1, torch.get_num_threads()));
        if (threads == 1)
        {
            RunRange(update, parameters, slots, 0, length);
            return;
        }
        int chunk = (length / threads + Vector<float>.Count) / Vector<float>.Count * Vector<float>.Count;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            int start = i * chunk;
            if (start < length) RunRange(update, parameters, slots, start, Math.Min(chunk, length - start));
        });
    }

    private static void RunRange<TUpdate>(TUpdate update, ParameterBuffer parameters, Tensor[] slots, int start, int length)
        where TUpdate : struct, IFusedUpdate
    {
        ref float values = ref First(parameters.Values, start, length);
        ref float gradients = ref First(parameters.Gradients, start, length);
        // An update touches only the slots it declared; the others stand in so that there is one signature.
        ref float slot0 = ref slots.Length > 0 ? ref First(slots[0], start, length) : ref values;
        ref float slot1 = ref slots.Length > 1 ? ref First(slots[1], start, length) : ref values;
        ref float slot2 = ref slots.Length > 2 ? ref First(slots[2], start, length) : ref values;
        for (nuint i = 0; i < (nuint)length; i += (nuint)Vector<float>.Count)
        {
            update.Apply(ref values, ref gradients, ref slot0, ref slot1, ref slot2, i);
            Vector<float>.Zero.StoreUnsafe(ref gradients, i);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ref float First(Tensor tensor, int start, int length) =>
        ref MemoryMarshal.GetReference(MemoryMarshal.Cast<byte, float>(tensor.bytes).Slice(start, length));
}
