using static TorchSharp.torch;
using static Microsoft.ML.DeepModels.Layers.Recurrence.LaneOperations;

namespace Microsoft.ML.DeepModels.Layers.Recurrence;

/// <summary>
/// The sizes of one call of <see cref="FusedRecurrence"/>, and how its memory is laid out. Each step multiplies rows of
/// [state | input | 1] with all weights at once, and the same rows give the gradients of all weights; every vector of units begins
/// where the lanes want it, with zeros up to the next.
/// </summary>
internal sealed class RecurrencePlan
{
    // In floats: what all widths of lanes divide, and a cache line.
    private const int Line = 16;

    // Of the gradients of gates kept together for one product, so that it reads what is still in the cache.
    private const int RowsPerProduct = 256;

    // Floating point operations forward that are worth a thread, some milliseconds: below, threads spend more on meeting than they save.
    private const double WorkPerThread = 140e6;

    /// <param name="batch">rows</param>
    /// <param name="steps">steps of the longest row</param>
    /// <param name="features">values of a step</param>
    /// <param name="units">the length of the state</param>
    /// <param name="blocks">the blocks of units in a row of gates</param>
    /// <param name="kept">the vectors of units that a cell keeps beside its state</param>
    /// <param name="lengths">(batch) the steps of each row; null: all</param>
    /// <param name="reverse">whether the last step comes first</param>
    /// <param name="sequences">whether the state of every step is wanted</param>
    /// <param name="inputGradient">whether the gradient of the input is wanted</param>
    /// <param name="threads">the threads to use; null: as many of libtorch's as the work is worth</param>
    public RecurrencePlan(
        int batch, int steps, int features, int units, int blocks, int kept, int[]? lengths, bool reverse, bool sequences, bool inputGradient, int? threads)
    {
        (Batch, Steps, Features, Units, Blocks, Kept) = (batch, steps, features, units, blocks, kept);
        (Lengths, Reverse, Sequences, InputGradient) = (lengths, reverse, sequences, inputGradient);
        Block = RoundUp(units, Math.Max(Count<Lanes>(), Line / 2));
        Inner = Block + features + 1;
        InnerColumns = RoundUp(Inner, Line);
        InnerStride = OddLines(InnerColumns);
        GateColumns = RoundUp(blocks * Block, Line);
        GateStride = OddLines(GateColumns);
        Rows = RoundUp(batch, Products<Lanes>.Rows);
        Starts = Split(Rows, Products<Lanes>.Rows, threads ?? Math.Min(get_num_threads(), 2.0 * Rows * steps * Inner * GateColumns / WorkPerThread));
    }

    public int Batch { get; }

    public int Steps { get; }

    public int Features { get; }

    public int Units { get; }

    /// <summary>The blocks of units in a row of gates.</summary>
    public int Blocks { get; }

    /// <summary>The vectors of units that a cell keeps beside its state.</summary>
    public int Kept { get; }

    /// <summary>(batch) the steps of each row; null: all.</summary>
    public int[]? Lengths { get; }

    public bool Reverse { get; }

    public bool Sequences { get; }

    /// <summary>Whether the gradient of the input is wanted.</summary>
    public bool InputGradient { get; }

    /// <summary>The floats from one vector of units to the next.</summary>
    public int Block { get; }

    /// <summary>The length of [state | input | 1].</summary>
    public int Inner { get; }

    /// <summary><see cref="Inner"/> rounded up to whole lanes.</summary>
    public int InnerColumns { get; }

    /// <summary>The floats from one [state | input | 1] to the next.</summary>
    public int InnerStride { get; }

    /// <summary>The gates of a row, rounded up to whole lanes.</summary>
    public int GateColumns { get; }

    /// <summary>The floats from the gates of one row to the next.</summary>
    public int GateStride { get; }

    /// <summary>The columns of the product that gives the gradient of the state, and of the input where that is wanted.</summary>
    public int GradientColumns => InputGradient ? InnerColumns : RoundUp(Block, Line);

    /// <summary>The batch, rounded up to the rows of a product.</summary>
    public int Rows { get; }

    /// <summary>Where the rows of each thread begin, and the end of the last. Rows do not need each other.</summary>
    public int[] Starts { get; }

    public int Threads => Starts.Length - 1;

    /// <summary>The index of the step that is computed at that place.</summary>
    public int StepAt(int place) => Reverse ? Steps - 1 - place : place;

    /// <summary>Whether a step of a row is padding.</summary>
    public bool IsPadding(int row, int step) => Lengths is not null && row < Batch && step >= Lengths[row];

    /// <summary>The steps whose gradients are multiplied together, for a thread with that many rows.</summary>
    public int StepsPerProduct(int rows) => Math.Clamp(RowsPerProduct / rows, 1, Steps);

    public static int RoundUp(int value, int multiple) => checked(value + multiple - 1) / multiple * multiple;

    // An even number of cache lines from row to row, a power of two most of all, would make the rows of a column share few places of the cache.
    private static int OddLines(int floats) => floats / Line % 2 == 1 ? floats : floats + Line;

    private static int[] Split(int rows, int multiple, double parts)
    {
        int groups = rows / multiple, count = Math.Clamp((int)parts, 1, groups);
        return [.. Enumerable.Range(0, count + 1).Select(part => (int)((long)groups * part / count) * multiple)];
    }
}
