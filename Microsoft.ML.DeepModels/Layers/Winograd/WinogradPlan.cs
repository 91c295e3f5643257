using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers.Winograd;

/// <summary>
/// The sizes of one call of <see cref="WinogradConvolution"/>. The result is cut into tiles of 4x4 pixels, each of which needs 6x6 pixels of the
/// input; the tiles of all images are numbered one after the other, by row and column. They are computed in blocks, so that what is made of
/// the input of a block is in the cache when it is multiplied.
/// </summary>
internal sealed class WinogradPlan
{
    /// <summary>The height and width of a tile of the result.</summary>
    public const int Tile = 4;

    /// <summary>The height and width of what a tile needs of the input.</summary>
    public const int Reach = 6;

    /// <summary>The products of a tile: one for each place of <see cref="Reach"/> x <see cref="Reach"/>.</summary>
    public const int Places = Reach * Reach;

    /// <summary>
    /// The points of the interpolation are 0, this one and its negative, <see cref="FarPoint"/> and its negative, and infinity. With the usual 1 and 2
    /// the largest error is three times larger; all products of these two that the transforms need are exact in a float.
    /// </summary>
    public const double NearPoint = 0.625;

    /// <inheritdoc cref="NearPoint"/>
    public const double FarPoint = 1.5;

    // Floats of a block, before and after the products: most of a processor's second cache.
    private const int FloatsPerBlock = 1 << 18;

    // Each block reads all filters again, so it has to have some tiles even if it leaves the second cache then.
    private const int LeastTiles = 64;

    // Floating point operations that are worth a thread: about 0.2 ms.
    private const double WorkPerThread = 40e6;

    // In floats: the widest lanes, and a cache line.
    private const int Line = 16;

    /// <param name="batch">images</param>
    /// <param name="channels">a multiple of the lanes</param>
    /// <param name="height">of the input</param>
    /// <param name="width">of the input</param>
    /// <param name="filters">a multiple of twice the lanes</param>
    /// <param name="padding">the zeros around the input, 0 or 1</param>
    /// <param name="threads">the threads to use; null: as many of libtorch's as the work is worth</param>
    public WinogradPlan(int batch, int channels, int height, int width, int filters, int padding, int? threads)
    {
        (Batch, Channels, Height, Width, Filters, Padding) = (batch, channels, height, width, filters, padding);
        (OutputHeight, OutputWidth) = (height + 2 * padding - 2, width + 2 * padding - 2);
        (TilesDown, TilesAcross) = ((OutputHeight + Tile - 1) / Tile, (OutputWidth + Tile - 1) / Tile);
        int tiles = batch * TilesDown * TilesAcross;
        double work = 2.0 * tiles * Places * channels * filters;
        int groups = (tiles + Rows - 1) / Rows;
        int parts = Math.Clamp((int)(threads ?? Math.Min(get_num_threads(), work / WorkPerThread)), 1, groups);
        Starts = [.. Enumerable.Range(0, parts + 1).Select(part => (int)Math.Min(tiles, (long)groups * part / parts * Rows))];
        int most = Starts.Zip(Starts.Skip(1), (start, end) => end - start).Max();
        int block = Math.Max(LeastTiles, FloatsPerBlock / (Places * (channels + filters)) / Rows * Rows);
        Block = Math.Min(block, (most + Rows - 1) / Rows * Rows);
        // An odd number of cache lines from one place to the next, so that the places of a tile do not share sets of the cache.
        (InputPlace, OutputPlace) = (Block * channels + Line, Block * filters + Line);
    }

    public int Batch { get; }

    public int Channels { get; }

    public int Height { get; }

    public int Width { get; }

    public int Filters { get; }

    /// <summary>The zeros around the input, 0 or 1.</summary>
    public int Padding { get; }

    public int OutputHeight { get; }

    public int OutputWidth { get; }

    /// <summary>The tiles of an image from top to bottom.</summary>
    public int TilesDown { get; }

    /// <summary>The tiles of an image from left to right.</summary>
    public int TilesAcross { get; }

    /// <summary>The tiles that are computed at a time, a multiple of <see cref="Rows"/>.</summary>
    public int Block { get; }

    /// <summary>The floats of one place of a block's input, and a gap.</summary>
    public int InputPlace { get; }

    /// <summary>The floats of one place of a block's result, and a gap.</summary>
    public int OutputPlace { get; }

    /// <summary>The floats that a thread needs: both of a block, a tile under way, zeros to read and a place for what is outside of the result.</summary>
    public int ScratchFloats => Places * (InputPlace + OutputPlace + Line) + 2 * Math.Max(Channels, Filters) + Line;

    /// <summary>Where the tiles of each thread begin, and the end of the last. Tiles do not need each other.</summary>
    public int[] Starts { get; }

    public int Threads => Starts.Length - 1;

    /// <summary>What the tiles of a product are a multiple of.</summary>
    private static int Rows => TileProducts<Recurrence.Lanes>.Rows;
}
