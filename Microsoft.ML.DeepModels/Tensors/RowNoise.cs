using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Tensors;

/// <summary>
/// Standard normal numbers that belong to rows: they follow from the values of a row, or from its number, and a seed. So a row is scored alike
/// alone and among others, rows are independent of each other, and no generator has to be shared by threads.
/// </summary>
internal static class RowNoise
{
    /// <summary>Noise for rows, by what stands in them.</summary>
    /// <param name="features">(batch, ...) Float32, in any memory</param>
    /// <param name="first">the number of the first draw, counted from 0: draws can be made some at a time</param>
    /// <param name="samples">how often each row is to be drawn for, 1 or above</param>
    /// <param name="width">the numbers of one draw</param>
    /// <param name="seed">another seed, other noise</param>
    /// <returns>(samples, batch, width), on the device of the features</returns>
    public static Tensor Of(Tensor features, int first, int samples, int width, ulong seed) => Of(features, first, samples, width, seed, Fill);

    /// <summary>Standard Gumbel numbers for rows, by what stands in them: the largest of a logit each plus one is drawn by the softmax of the logits.</summary>
    /// <param name="features">(batch, ...) Float32, in any memory</param>
    /// <param name="width">the numbers of one draw</param>
    /// <param name="seed">another seed, other noise</param>
    /// <returns>(batch, width), on the device of the features</returns>
    public static Tensor Gumbel(Tensor features, int width, ulong seed)
    {
        using var drawn = Of(features, 0, 1, width, seed, static (destination, state) =>
        {
            for (int i = 0; i < destination.Length; i++) destination[i] = (float)-Math.Log(-Math.Log(Uniform(Seeds.Mix(state + (ulong)i)) * (1 - 1e-12)));
        });
        return drawn.squeeze(0);
    }

    private static Tensor Of(Tensor features, int first, int samples, int width, ulong seed, Filler fill)
    {
        using var scope = NewDisposeScope();
        int rows = checked((int)features.shape[0]);
        var values = MemoryMarshal.Cast<byte, uint>(features.detach().cpu().contiguous().bytes);
        int length = rows == 0 ? 0 : values.Length / rows;
        var noise = empty([samples, rows, width], ScalarType.Float32);
        var memory = MemoryMarshal.Cast<byte, float>(noise.bytes);
        for (int row = 0; row < rows; row++)
        {
            ulong state = Hash(values.Slice(row * length, length), seed);
            for (int sample = 0; sample < samples; sample++)
                fill(memory.Slice((sample * rows + row) * width, width), Seeds.Mix(state + (ulong)(first + sample)));
        }
        return noise.to(features.device).MoveToOuterDisposeScope();
    }

    /// <summary>Noise by a row's number.</summary>
    /// <param name="destination">filled by the call</param>
    /// <param name="row">counted from 0</param>
    /// <param name="seed">another seed, other noise</param>
    public static void Fill(Span<float> destination, long row, ulong seed) => Fill(destination, Seeds.Mix(seed ^ Seeds.Mix((ulong)row)));

    // Box and Muller 1958, over SplitMix64 as a counter.
    private static void Fill(Span<float> destination, ulong state)
    {
        for (int i = 0; i < destination.Length; i += 2)
        {
            double radius = Math.Sqrt(-2 * Math.Log(Uniform(Seeds.Mix(state + (ulong)i))));
            var (sine, cosine) = Math.SinCos(2 * Math.PI * Uniform(Seeds.Mix(state + (ulong)i + 1)));
            destination[i] = (float)(radius * cosine);
            if (i + 1 < destination.Length) destination[i + 1] = (float)(radius * sine);
        }
    }

    private delegate void Filler(Span<float> destination, ulong state);

    /// <summary>In (0, 1].</summary>
    private static double Uniform(ulong bits) => ((bits >> 11) + 1) / 9007199254740992.0;

    private static ulong Hash(ReadOnlySpan<uint> values, ulong seed)
    {
        ulong hash = Seeds.Mix(seed);
        foreach (uint value in values) hash = (hash ^ value) * 0x9E3779B97F4A7C15 + (hash >> 29);
        return Seeds.Mix(hash);
    }
}
