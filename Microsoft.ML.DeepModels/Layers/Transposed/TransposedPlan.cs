using Microsoft.ML.DeepModels.Layers.Recurrence;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers.Transposed;

/// <summary>
/// The sizes of one call of <see cref="FusedTransposedConvolution"/>. All values of all windows are one product, (positions, channels) times
/// (channels, taps): a position is a pixel of the input, its taps are the window it adds to the result, by height, width and filter. The
/// product is made for some positions at a time, so that their windows are still in the cache when they are added or gathered.
/// </summary>
internal sealed class TransposedPlan
{
    // Floats of windows that are made at a time: half of a processor's second cache, beside the weights.
    private const int FloatsPerChunk = 1 << 16;

    // Floating point operations forward that are worth a thread, as in recurrence: libtorch's own threads spin for a while after each of its
    // operations, so that with less work two threads are no faster than one.
    private const double WorkPerThread = 140e6;

    // In floats: what all widths of lanes divide, and a cache line.
    private const int Line = 16;

    /// <param name="layer">the layer</param>
    /// <param name="shape">that of the input, (batch, channels, height, width)</param>
    /// <param name="inputGradient">whether the gradient of the input is wanted</param>
    /// <param name="weightGradient">whether the gradient of the weight is wanted</param>
    /// <param name="threads">the threads to use; null: as many of libtorch's as the work is worth</param>
    public TransposedPlan(ConvTranspose2DLayer layer, long[] shape, bool inputGradient, bool weightGradient, int? threads)
    {
        (Batch, Channels, Height, Width) = ((int)shape[0], (int)shape[1], (int)shape[2], (int)shape[3]);
        (Filters, Kernel, Stride, Padding) = (layer.Filters, layer.KernelSize, layer.Stride, layer.Padding);
        var output = layer.InferShape(new Tensors.TensorShape(Channels, Height, Width), "");
        (OutputHeight, OutputWidth) = (output[1], output[2]);
        (InputGradient, WeightGradient) = (inputGradient, weightGradient);
        Taps = Kernel * Kernel * Filters;
        Columns = RecurrencePlan.RoundUp(Taps, Line);
        WindowStride = Columns / Line % 2 == 1 ? Columns : Columns + Line; // an even number of cache lines shares few places of the cache
        Chunk = Math.Clamp(FloatsPerChunk / WindowStride, 16, 4096) / 4 * 4;
        double work = 2.0 * Batch * Positions * Channels * Taps;
        int parts = Math.Clamp((int)(threads ?? Math.Min(get_num_threads(), work / WorkPerThread)), 1, Batch);
        Starts = [.. Enumerable.Range(0, parts + 1).Select(part => (int)((long)Batch * part / parts))];
    }

    public int Batch { get; }

    public int Channels { get; }

    public int Height { get; }

    public int Width { get; }

    public int Filters { get; }

    /// <summary>The height and width of a window.</summary>
    public int Kernel { get; }

    public int Stride { get; }

    public int Padding { get; }

    public int OutputHeight { get; }

    public int OutputWidth { get; }

    /// <summary>Whether the gradient of the input is wanted.</summary>
    public bool InputGradient { get; }

    /// <summary>Whether the gradient of the weight is wanted.</summary>
    public bool WeightGradient { get; }

    /// <summary>The positions of an image.</summary>
    public int Positions => Height * Width;

    /// <summary>The values of a window.</summary>
    public int Taps { get; }

    /// <summary><see cref="Taps"/> rounded up to whole lanes.</summary>
    public int Columns { get; }

    /// <summary>The floats from one window to the next.</summary>
    public int WindowStride { get; }

    /// <summary>The positions whose windows are made at a time.</summary>
    public int Chunk { get; }

    /// <summary>The floats of the windows of a chunk, of four more, and of four positions.</summary>
    public int ChunkFloats => (Chunk + 4) * WindowStride + 4 * Channels;

    /// <summary>Where the images of each thread begin, and the end of the last. Images do not need each other.</summary>
    public int[] Starts { get; }

    public int Threads => Starts.Length - 1;
}
