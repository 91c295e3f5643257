using System.Runtime.Intrinsics;
using Microsoft.ML.DeepModels.Layers.Recurrence;

namespace Microsoft.ML.DeepModels.Layers.Winograd;

/// <summary>
/// A convolution with 3x3 filters over raw memory, channels last, by 36 products for 16 pixels: made for one width of lanes. Has no state, so
/// many threads may use it.
/// </summary>
internal abstract unsafe class WinogradKernel
{
    public static WinogradKernel Best { get; } = Vector512.IsHardwareAccelerated ? new WinogradKernel<WideLanes>() : new WinogradKernel<Lanes>();

    /// <summary>The filters of a panel, in which the transformed filters are laid out: (36 places, panels, channels, filters of a panel).</summary>
    public abstract int Panel { get; }

    /// <summary>Transforms the filters of one panel.</summary>
    /// <param name="panel">which</param>
    /// <param name="filters">all of them</param>
    /// <param name="channels">a multiple of the lanes</param>
    /// <param name="weight">(filters, 3, 3, channels)</param>
    /// <param name="transformed">(36 places, panels, channels, filters of a panel)</param>
    public abstract void Transform(int panel, int filters, int channels, float* weight, float* transformed);

    /// <summary>Computes the tiles of one thread.</summary>
    /// <param name="plan">the sizes</param>
    /// <param name="thread">which tiles</param>
    /// <param name="input">(batch, height, width, channels)</param>
    /// <param name="filters">(36 places, panels, channels, filters of a panel)</param>
    /// <param name="bias">(filters), or null</param>
    /// <param name="rectify">whether a ReLU follows</param>
    /// <param name="output">(batch, height, width, filters)</param>
    /// <param name="scratch">memory of this thread</param>
    public abstract void Compute(
        WinogradPlan plan, int thread, float* input, float* filters, float* bias, bool rectify, float* output, float* scratch);

    /// <summary>Where the 6x6 pixels of the input are that a tile needs; outside of the image, zeros.</summary>
    protected static void Find(WinogradPlan plan, int tile, float* input, float* zeros, float** places)
    {
        var (image, y, x) = Place(plan, tile);
        (y, x) = (y - plan.Padding, x - plan.Padding);
        for (int i = 0; i < WinogradPlan.Reach; i++)
        {
            bool inside = (uint)(y + i) < (uint)plan.Height;
            float* row = input + (((nint)image * plan.Height + y + i) * plan.Width + x) * plan.Channels;
            for (int j = 0; j < WinogradPlan.Reach; j++, row += plan.Channels)
                *places++ = inside && (uint)(x + j) < (uint)plan.Width ? row : zeros;
        }
    }

    /// <summary>Where the 4x4 pixels of a tile of the result go; outside of the image, to a place that nobody reads.</summary>
    protected static void FindTargets(WinogradPlan plan, int tile, float* output, float* nowhere, float** places)
    {
        var (image, y, x) = Place(plan, tile);
        for (int i = 0; i < WinogradPlan.Tile; i++)
        {
            float* row = output + (((nint)image * plan.OutputHeight + y + i) * plan.OutputWidth + x) * plan.Filters;
            for (int j = 0; j < WinogradPlan.Tile; j++, row += plan.Filters)
                *places++ = y + i < plan.OutputHeight && x + j < plan.OutputWidth ? row : nowhere;
        }
    }

    private static (int Image, int Y, int X) Place(WinogradPlan plan, int tile)
    {
        int across = tile % plan.TilesAcross, down = tile / plan.TilesAcross;
        return (down / plan.TilesDown, down % plan.TilesDown * WinogradPlan.Tile, across * WinogradPlan.Tile);
    }
}
