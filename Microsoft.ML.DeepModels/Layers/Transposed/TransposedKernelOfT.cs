using Microsoft.ML.DeepModels.Layers.Recurrence;

namespace Microsoft.ML.DeepModels.Layers.Transposed;

/// <inheritdoc/>
internal sealed unsafe class TransposedKernel<T> : TransposedKernel
    where T : struct, ILanes<T>
{
    private const int Four = 4; // what the rows of a product are a multiple of

    /// <inheritdoc/>
    public override void Pack(int rows, int columns, float* source, nint rowStride, nint columnStride, float* packed) =>
        Products<T>.Pack(rows, columns, source, rowStride, columnStride, packed);

    /// <inheritdoc/>
    public override void Forward(TransposedPlan plan, int thread, float* weights, float* bias, float* input, float* output, float* windows)
    {
        int first = plan.Starts[thread], last = plan.Starts[thread + 1];
        Fill(plan, first, last, bias, output);
        for (int from = first * plan.Positions, end = last * plan.Positions; from < end; from += plan.Chunk)
        {
            int to = Math.Min(from + plan.Chunk, end), whole = (to - from) / Four * Four;
            Multiply(whole, input + (nint)from * plan.Channels, windows);
            Scatter(plan, from, from + whole, windows, output);
            if (from + whole == to) continue;
            // Four positions with the last ones among them, all of the input; those that are not wanted, or done, are left out.
            int start = Math.Max(0, to - Four);
            Multiply(Four, input + (nint)start * plan.Channels, windows);
            Scatter(plan, from + whole, to, windows + (from + whole - start) * plan.WindowStride, output);
        }

        void Multiply(int rows, float* from, float* to) =>
            Products<T>.Multiply(rows, plan.Columns, plan.Channels, from, plan.Channels, 1, weights, 0, to, plan.WindowStride, false);
    }

    /// <inheritdoc/>
    public override void Backward(
        TransposedPlan plan, int thread, float* weights, float* input, float* output, float* inputGradient, float* weightGradient, float* windows)
    {
        int start = plan.Starts[thread] * plan.Positions, end = plan.Starts[thread + 1] * plan.Positions;
        for (int from = start; from < end; from += plan.Chunk)
        {
            int to = Math.Min(from + plan.Chunk, end), count = to - from;
            Gather(plan, from, to, output, windows);
            if (weightGradient is not null)
            {
                Products<T>.Multiply(plan.Channels, plan.Columns, count, input + (nint)from * plan.Channels, 1, plan.Channels,
                    windows, plan.WindowStride, weightGradient, plan.WindowStride, from > start);
            }
            if (inputGradient is null) continue;
            int whole = count / Four * Four;
            float* target = inputGradient + (nint)from * plan.Channels;
            Multiply(whole, windows, target);
            if (whole == count) continue;
            // Three rows beyond the last are whatever was there, and their products are left out.
            float* rest = windows + (plan.Chunk + Four) * plan.WindowStride;
            Multiply(Four, windows + (nint)whole * plan.WindowStride, rest);
            Memory.Copy(rest, target + (nint)whole * plan.Channels, (count - whole) * plan.Channels);
        }

        void Multiply(int rows, float* from, float* to) =>
            Products<T>.Multiply(rows, plan.Channels, plan.Taps, from, plan.WindowStride, 1, weights, 0, to, plan.Channels, false);
    }

    private static void Fill(TransposedPlan plan, int first, int last, float* bias, float* output)
    {
        int pixels = plan.OutputHeight * plan.OutputWidth, image = pixels * plan.Filters;
        var target = new Span<float>(output + (nint)first * image, (last - first) * image);
        if (bias is null) target.Clear();
        else if (plan.Filters == 1) target.Fill(*bias);
        else
        {
            var source = new ReadOnlySpan<float>(bias, plan.Filters);
            for (; target.Length > 0; target = target[plan.Filters..]) source.CopyTo(target);
        }
    }
}
