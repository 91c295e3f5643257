using System.Runtime.CompilerServices;
using Microsoft.ML.DeepModels.Layers.Recurrence;
using static Microsoft.ML.DeepModels.Layers.Recurrence.LaneOperations;

namespace Microsoft.ML.DeepModels.Layers.Winograd;

/// <inheritdoc/>
internal sealed unsafe class WinogradKernel<T> : WinogradKernel
    where T : struct, ILanes<T>
{
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    private const int Tile = WinogradPlan.Tile, Reach = WinogradPlan.Reach, Places = WinogradPlan.Places;

    private const float Near = (float)WinogradPlan.NearPoint, Far = (float)WinogradPlan.FarPoint, Near2 = Near * Near, Far2 = Far * Far;

    /// <inheritdoc/>
    public override int Panel => TileProducts<T>.Panel;

    /// <inheritdoc/>
    public override void Compute(
        WinogradPlan plan, int thread, float* input, float* filters, float* bias, bool rectify, float* output, float* scratch)
    {
        float* before = scratch, after = before + (nint)Places * plan.InputPlace, temporary = after + (nint)Places * plan.OutputPlace;
        int most = Math.Max(plan.Channels, plan.Filters);
        float* zeros = temporary + Places * Count<T>(), nowhere = zeros + most;
        Memory.Clear(zeros, most);
        if (bias is null) bias = zeros;
        float** places = stackalloc float*[Places];
        nint matrix = (nint)plan.Channels * plan.Filters;
        for (int from = plan.Starts[thread], end = plan.Starts[thread + 1]; from < end; from += plan.Block)
        {
            int count = Math.Min(plan.Block, end - from);
            for (int i = 0; i < count; i++)
            {
                Find(plan, from + i, input, zeros, places);
                TransformInput(plan.Channels, places, temporary, before + (nint)i * plan.Channels, plan.InputPlace);
            }
            // Rows beyond the last are whatever was there, and their products are left out.
            int rows = (count + TileProducts<T>.Rows - 1) / TileProducts<T>.Rows * TileProducts<T>.Rows;
            for (int i = 0; i < Places; i++)
                TileProducts<T>.Multiply(rows, plan.Filters, plan.Channels, before + (nint)i * plan.InputPlace, filters + i * matrix, after + (nint)i * plan.OutputPlace);
            for (int i = 0; i < count; i++)
            {
                FindTargets(plan, from + i, output, nowhere, places);
                TransformOutput(plan.Filters, after + (nint)i * plan.Filters, plan.OutputPlace, temporary, bias, rectify, places);
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Transform(int panel, int filters, int channels, float* weight, float* transformed)
    {
        int w = Count<T>(), width = Panel;
        float* half = stackalloc float[3 * Reach * w], whole = stackalloc float[Places * w];
        nint place = (nint)filters * channels;
        weight += (nint)panel * width * 9 * channels;
        transformed += (nint)panel * width * channels;
        for (nint channel = 0; channel < channels; channel += w)
        {
            for (int filter = 0; filter < width; filter++)
            {
                float* taps = weight + (nint)filter * 9 * channels + channel;
                for (int x = 0; x < 3; x++, taps += channels)
                    FilterLine(Load<T>(taps), Load<T>(taps + 3 * channels), Load<T>(taps + 6 * channels), half + x * w, 3 * w);
                for (int y = 0; y < Reach; y++)
                {
                    float* line = half + 3 * y * w;
                    FilterLine(Load<T>(line), Load<T>(line + w), Load<T>(line + 2 * w), whole + Reach * y * w, w);
                }
                for (int i = 0; i < Places; i++)
                {
                    float* source = whole + i * w, target = transformed + i * place + channel * width + filter;
                    for (int lane = 0; lane < w; lane++, target += width) *target = source[lane];
                }
            }
        }
    }

    // B' d B of the 6x6 pixels d of each channel.
    [MethodImpl(Hot)]
    private static void TransformInput(int channels, float** from, float* temporary, float* to, nint stride)
    {
        int w = Count<T>();
        for (nint channel = 0; channel < channels; channel += w, to += w)
        {
            for (int x = 0; x < Reach; x++)
            {
                InputLine(Load<T>(from[x] + channel), Load<T>(from[6 + x] + channel), Load<T>(from[12 + x] + channel),
                    Load<T>(from[18 + x] + channel), Load<T>(from[24 + x] + channel), Load<T>(from[30 + x] + channel), temporary + x * w, Reach * w);
            }
            float* source = temporary, target = to;
            for (int y = 0; y < Reach; y++, source += Reach * w, target += Reach * stride)
            {
                InputLine(Load<T>(source), Load<T>(source + w), Load<T>(source + 2 * w), Load<T>(source + 3 * w), Load<T>(source + 4 * w),
                    Load<T>(source + 5 * w), target, stride);
            }
        }
    }

    // A' m A of the 6x6 products m of each filter, plus its bias.
    [MethodImpl(Hot)]
    private static void TransformOutput(int filters, float* from, nint stride, float* temporary, float* bias, bool rectify, float** to)
    {
        int w = Count<T>();
        T least = All<T>(rectify ? 0 : float.NegativeInfinity);
        for (nint filter = 0; filter < filters; filter += w, from += w)
        {
            float* source = from, target = temporary;
            for (int y = 0; y < Reach; y++, source += Reach * stride, target += w)
            {
                OutputLine(Load<T>(source), Load<T>(source + stride), Load<T>(source + 2 * stride), Load<T>(source + 3 * stride),
                    Load<T>(source + 4 * stride), Load<T>(source + 5 * stride), out T y0, out T y1, out T y2, out T y3);
                Store(y0, target);
                Store(y1, target + Reach * w);
                Store(y2, target + 2 * Reach * w);
                Store(y3, target + 3 * Reach * w);
            }
            T constant = Load<T>(bias + filter);
            for (int x = 0; x < Tile; x++)
            {
                source = temporary + x * Reach * w;
                OutputLine(Load<T>(source), Load<T>(source + w), Load<T>(source + 2 * w), Load<T>(source + 3 * w), Load<T>(source + 4 * w),
                    Load<T>(source + 5 * w), out T y0, out T y1, out T y2, out T y3);
                Store((y0 + constant).AtLeast(least), to[x] + filter);
                Store((y1 + constant).AtLeast(least), to[4 + x] + filter);
                Store((y2 + constant).AtLeast(least), to[8 + x] + filter);
                Store((y3 + constant).AtLeast(least), to[12 + x] + filter);
            }
        }
    }

    // G g: the value at each point, over the product of its distances to the others.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FilterLine(T g0, T g1, T g2, float* to, nint stride)
    {
        const double near = WinogradPlan.NearPoint, far = WinogradPlan.FarPoint;
        const double zeroScale = 1 / (near * near * far * far);
        const double nearScale = 1 / (2 * near * near * (near * near - far * far)), farScale = 1 / (2 * far * far * (far * far - near * near));
        Store(All<T>((float)zeroScale) * g0, to);
        T even = MultiplyAdd(All<T>(Near2), g2, g0), odd = All<T>(Near) * g1, scale = All<T>((float)nearScale);
        Store(scale * (even + odd), to += stride);
        Store(scale * (even - odd), to += stride);
        even = MultiplyAdd(All<T>(Far2), g2, g0);
        odd = All<T>(Far) * g1;
        scale = All<T>((float)farScale);
        Store(scale * (even + odd), to += stride);
        Store(scale * (even - odd), to += stride);
        Store(g2, to + stride);
    }

    // B' d; the even and the odd powers of two points that differ in sign are shared.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InputLine(T d0, T d1, T d2, T d3, T d4, T d5, float* to, nint stride)
    {
        T sum = All<T>(-(Near2 + Far2)), product = All<T>(Near2 * Far2);
        Store(MultiplyAdd(product, d0, MultiplyAdd(sum, d2, d4)), to);
        T even = MultiplyAdd(All<T>(-Far2), d2, d4), odd = MultiplyAdd(All<T>(-Far2), d1, d3);
        Store(MultiplyAdd(All<T>(Near), odd, even), to += stride);
        Store(MultiplyAdd(All<T>(-Near), odd, even), to += stride);
        even = MultiplyAdd(All<T>(-Near2), d2, d4);
        odd = MultiplyAdd(All<T>(-Near2), d1, d3);
        Store(MultiplyAdd(All<T>(Far), odd, even), to += stride);
        Store(MultiplyAdd(All<T>(-Far), odd, even), to += stride);
        Store(MultiplyAdd(product, d1, MultiplyAdd(sum, d3, d5)), to + stride);
    }

    // A' m.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OutputLine(T m0, T m1, T m2, T m3, T m4, T m5, out T y0, out T y1, out T y2, out T y3)
    {
        T even = m1 + m2, odd = m1 - m2, farEven = m3 + m4, farOdd = m3 - m4;
        y0 = m0 + even + farEven;
        y1 = MultiplyAdd(All<T>(Far), farOdd, All<T>(Near) * odd);
        y2 = MultiplyAdd(All<T>(Far2), farEven, All<T>(Near2) * even);
        y3 = MultiplyAdd(All<T>(Far2 * Far), farOdd, MultiplyAdd(All<T>(Near2 * Near), odd, m5));
    }
}
