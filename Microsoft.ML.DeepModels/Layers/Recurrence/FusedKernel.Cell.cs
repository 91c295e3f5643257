using System.Runtime.CompilerServices;
using static Microsoft.ML.DeepModels.Layers.Recurrence.LaneOperations;

namespace Microsoft.ML.DeepModels.Layers.Recurrence;

/// <inheritdoc/>
/// <typeparam name="TLanes">the widest lanes that the processor has</typeparam>
/// <typeparam name="TCell">the arithmetic between the products</typeparam>
internal sealed unsafe class FusedKernel<TLanes, TCell> : FusedKernel
    where TLanes : struct, ILanes<TLanes>
    where TCell : struct, ICell
{
    private FusedKernel()
    {
    }

    public static FusedKernel<TLanes, TCell> Instance { get; } = new();

    public override IReadOnlyList<(int Input, int Hidden)> Blocks => default(TCell).Blocks;

    public override int Kept => default(TCell).Kept;

    public override void PackForward(RecurrencePlan plan, float* matrix, float* packed) =>
        Products<TLanes>.Pack(plan.Inner, plan.GateColumns, matrix, 1, plan.InnerColumns, packed);

    public override void PackBackward(RecurrencePlan plan, float* matrix, float* packed) =>
        Products<TLanes>.Pack(plan.GateColumns, plan.GradientColumns, matrix, plan.InnerColumns, 1, packed);

    public override void Forward(RecurrencePlan plan, int thread, float* weights, float* input, float* output, in FusedMemory memory)
    {
        int first = plan.Starts[thread], rows = plan.Starts[thread + 1] - first, keptStride = plan.Kept * plan.Block;
        for (int row = 0; row < rows; row++) Memory.Clear(memory.Inner(thread, 0) + (nint)row * plan.InnerStride, plan.Block);
        Memory.Clear(memory.Kept(thread, 0), rows * keptStride);
        for (int place = 0; place < plan.Steps; place++)
        {
            int step = plan.StepAt(place);
            float* inner = memory.Inner(thread, place), gates = memory.Gates(thread, place);
            FillInputs(plan, step, first, rows, input, inner);
            Products<TLanes>.Multiply(rows, plan.GateColumns, plan.Inner, inner, plan.InnerStride, 1, weights, 0, gates, plan.GateStride, false);
            var cell = new CellRow
            {
                Block = plan.Block, Gates = gates, Hidden = inner, Next = memory.Inner(thread, place + 1),
                Kept = memory.Kept(thread, place), NextKept = memory.Kept(thread, place + 1),
            };
            for (int row = first; row < first + rows; row++)
            {
                if (plan.IsPadding(row, step))
                {
                    Memory.Copy(cell.Hidden, cell.Next, plan.Block);
                    Memory.Copy(cell.Kept, cell.NextKept, keptStride);
                }
                else
                {
                    Forward(cell);
                }
                if (row < plan.Batch)
                {
                    if (plan.Sequences) Memory.Copy(cell.Next, output + ((nint)row * plan.Steps + step) * plan.Units, plan.Units);
                    else if (place == plan.Steps - 1) Memory.Copy(cell.Next, output + (nint)row * plan.Units, plan.Units);
                }
                cell.Gates += plan.GateStride;
                cell.Hidden += plan.InnerStride;
                cell.Next += plan.InnerStride;
                cell.Kept += keptStride;
                cell.NextKept += keptStride;
            }
        }
    }

    public override void Backward(
        RecurrencePlan plan, int thread, float* weights, in FusedMemory memory, float* output, float* input, in FusedScratch scratch)
    {
        int first = plan.Starts[thread], rows = plan.Starts[thread + 1] - first, keptStride = plan.Kept * plan.Block;
        int together = plan.StepsPerProduct(rows);
        scratch.Clear(thread);
        float* inner = scratch.Inner(thread);
        for (int row = first; !plan.Sequences && row < Math.Min(first + rows, plan.Batch); row++)
            Memory.Copy(output + (nint)row * plan.Units, inner + (nint)(row - first) * plan.InnerStride, plan.Units);
        for (int place = plan.Steps - 1; place >= 0; place--)
        {
            int step = plan.StepAt(place), begin = place / together * together;
            float* gates = scratch.Gates(thread) + (nint)(place - begin) * rows * plan.GateStride;
            var cell = new CellRow
            {
                Block = plan.Block, Gates = memory.Gates(thread, place), Hidden = memory.Inner(thread, place),
                Kept = memory.Kept(thread, place), NextKept = memory.Kept(thread, place + 1),
                GateGradients = gates, HiddenGradient = inner, CellGradient = scratch.Cells(thread),
            };
            for (int row = first; row < first + rows; row++)
            {
                if (plan.Sequences && row < plan.Batch)
                    Memory.Add(output + ((nint)row * plan.Steps + step) * plan.Units, cell.HiddenGradient, plan.Units);
                if (plan.IsPadding(row, step)) Memory.Clear(cell.GateGradients, plan.GateColumns);
                else Backward(cell);
                cell.Gates += plan.GateStride;
                cell.Hidden += plan.InnerStride;
                cell.Kept += keptStride;
                cell.NextKept += keptStride;
                cell.GateGradients += plan.GateStride;
                cell.HiddenGradient += plan.InnerStride;
                cell.CellGradient += plan.Block;
            }
            if (place > 0 || plan.InputGradient)
            {
                for (int row = 0; plan.InputGradient && row < rows; row++)
                    Memory.Clear(inner + (nint)row * plan.InnerStride + plan.Block, plan.InnerStride - plan.Block);
                Products<TLanes>.Multiply(
                    rows, plan.GradientColumns, plan.GateColumns, gates, plan.GateStride, 1, weights, 0, inner, plan.InnerStride, true);
                for (int row = first; plan.InputGradient && row < Math.Min(first + rows, plan.Batch); row++)
                {
                    Memory.Copy(inner + (nint)(row - first) * plan.InnerStride + plan.Block,
                        input + ((nint)row * plan.Steps + step) * plan.Features, plan.Features);
                }
            }
            if (place != begin) continue;
            // The steps from here to the end, or to the last such product: (gates, steps * rows) times (steps * rows, inner).
            Products<TLanes>.Multiply(plan.GateColumns, plan.InnerColumns, Math.Min(together, plan.Steps - begin) * rows,
                gates, 1, plan.GateStride, memory.Inner(thread, begin), plan.InnerStride, scratch.Weights(thread), plan.InnerStride, true);
        }
    }

    // [ state, from the step before | input | 1 ], with zeros for what is only there to fill up.
    private static void FillInputs(RecurrencePlan plan, int step, int first, int rows, float* input, float* inner)
    {
        for (int row = first; row < first + rows; row++, inner += plan.InnerStride)
        {
            float* to = inner + plan.Block;
            int filled = 0;
            if (row < plan.Batch && !plan.IsPadding(row, step))
            {
                Memory.Copy(input + ((nint)row * plan.Steps + step) * plan.Features, to, plan.Features);
                to[plan.Features] = 1;
                filled = plan.Features + 1;
            }
            Memory.Clear(to + filled, plan.InnerStride - plan.Block - filled);
        }
    }

    // The widest lanes as far as they go, then the narrower ones.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Forward(CellRow row)
    {
        int wide = row.Block / Count<TLanes>() * Count<TLanes>();
        default(TCell).Forward<TLanes>(row.From(0, wide));
        if (wide < row.Block) default(TCell).Forward<Lanes>(row.From(wide, row.Block - wide));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Backward(CellRow row)
    {
        int wide = row.Block / Count<TLanes>() * Count<TLanes>();
        default(TCell).Backward<TLanes>(row.From(0, wide));
        if (wide < row.Block) default(TCell).Backward<Lanes>(row.From(wide, row.Block - wide));
    }
}
