using System.Runtime.Intrinsics;
using Microsoft.ML.DeepModels.Layers.Recurrence;

namespace Microsoft.ML.DeepModels.Layers.Transposed;

/// <summary>
/// A transposed convolution over raw memory, channels last, and back: made for one width of lanes. Has no state, so many threads may use it.
/// </summary>
internal abstract unsafe class TransposedKernel
{
    public static TransposedKernel Best { get; } = Vector512.IsHardwareAccelerated ? new TransposedKernel<WideLanes>() : new TransposedKernel<Lanes>();

    /// <summary>Lays a matrix out as the right factor of a product.</summary>
    /// <param name="rows">its rows</param>
    /// <param name="columns">its columns, a multiple of the lanes</param>
    /// <param name="source">its values</param>
    /// <param name="rowStride">floats from a value to the one below</param>
    /// <param name="columnStride">floats from a value to the one on the right</param>
    /// <param name="packed">where it goes</param>
    public abstract void Pack(int rows, int columns, float* source, nint rowStride, nint columnStride, float* packed);

    /// <summary>Computes the images of one thread.</summary>
    /// <param name="plan">the sizes</param>
    /// <param name="thread">which images</param>
    /// <param name="weights">(channels, columns), packed</param>
    /// <param name="bias">(filters), or null</param>
    /// <param name="input">(positions of all images, channels)</param>
    /// <param name="output">(batch, height, width, filters)</param>
    /// <param name="windows">memory for the windows of a chunk</param>
    public abstract void Forward(TransposedPlan plan, int thread, float* weights, float* bias, float* input, float* output, float* windows);

    /// <summary>Computes the gradients of the images of one thread.</summary>
    /// <param name="plan">the sizes</param>
    /// <param name="thread">which images</param>
    /// <param name="weights">(taps, channels), packed; null: the gradient of the input is not wanted</param>
    /// <param name="input">(positions of all images, channels)</param>
    /// <param name="output">(batch, height, width, filters) the gradient of the output</param>
    /// <param name="inputGradient">(positions of all images, channels) where the input's gradient goes; null: it is not wanted</param>
    /// <param name="weightGradient">(channels, columns) where this thread's part of the weight's gradient goes; null: it is not wanted</param>
    /// <param name="windows">memory for the windows of a chunk</param>
    public abstract void Backward(
        TransposedPlan plan, int thread, float* weights, float* input, float* output, float* inputGradient, float* weightGradient, float* windows);

    /// <summary>Adds the windows of some positions to the result.</summary>
    protected static void Scatter(TransposedPlan plan, int from, int to, float* windows, float* output)
    {
        int row = plan.Kernel * plan.Filters;
        for (int position = from; position < to; position++, windows += plan.WindowStride)
        {
            var place = new WindowPlace(plan, position);
            if (place.Length <= 0) continue;
            float* source = windows + place.Top * row + place.Skipped, target = output + place.Offset;
            for (int y = place.Top; y < place.Bottom; y++, source += row, target += plan.OutputWidth * plan.Filters)
            {
                if (place.Length < Add) for (int i = 0; i < place.Length; i++) target[i] += source[i];
                else Memory.Add(source, target, place.Length);
            }
        }
    }

    /// <summary>Takes the windows of some positions out of the gradient of the result; zeros where they reach over its edge.</summary>
    protected static void Gather(TransposedPlan plan, int from, int to, float* output, float* windows)
    {
        int row = plan.Kernel * plan.Filters;
        for (int position = from; position < to; position++, windows += plan.WindowStride)
        {
            var place = new WindowPlace(plan, position);
            if (place.Length < row || place.Bottom - place.Top < plan.Kernel) Memory.Clear(windows, plan.Columns);
            else if (plan.Taps < plan.Columns) Memory.Clear(windows + plan.Taps, plan.Columns - plan.Taps);
            if (place.Length <= 0) continue;
            float* target = windows + place.Top * row + place.Skipped, source = output + place.Offset;
            for (int y = place.Top; y < place.Bottom; y++, target += row, source += plan.OutputWidth * plan.Filters)
            {
                if (place.Length < Add) for (int i = 0; i < place.Length; i++) target[i] = source[i];
                else Memory.Copy(source, target, place.Length);
            }
        }
    }

    // From so many floats on a call is worth it.
    private const int Add = 16;
}
