namespace Microsoft.ML.DeepModels.Layers.Recurrence;

/// <summary>
/// What the steps of a recurrent layer leave behind. For each thread one after another: (places, rows, ...), a place being a step in the
/// order of computation. Where nothing is kept for a gradient there is a place only for a step and the one before.
/// </summary>
internal readonly unsafe struct FusedMemory(RecurrencePlan plan, bool keep, float* inner, float* gates, float* kept)
{
    /// <summary>The floats of [state | input | 1] for all places, one more than there are steps.</summary>
    public static long InnerLength(RecurrencePlan plan, bool keep) => States(plan, keep) * plan.Rows * plan.InnerStride;

    public static long GatesLength(RecurrencePlan plan, bool keep) => (keep ? plan.Steps : 1L) * plan.Rows * plan.GateStride;

    public static long KeptLength(RecurrencePlan plan, bool keep) => States(plan, keep) * plan.Rows * plan.Kept * plan.Block;

    /// <summary>(rows, inner stride) the state before the step at a place, and its input.</summary>
    public float* Inner(int thread, int place) =>
        inner + (States(plan, keep) * plan.Starts[thread] + State(place) * Rows(thread)) * plan.InnerStride;

    /// <summary>(rows, gate stride) the gates of the step at a place.</summary>
    public float* Gates(int thread, int place) =>
        gates + ((keep ? plan.Steps : 1L) * plan.Starts[thread] + (keep ? place : 0L) * Rows(thread)) * plan.GateStride;

    /// <summary>(rows, kept, block) what else there was before the step at a place.</summary>
    public float* Kept(int thread, int place) =>
        kept + (States(plan, keep) * plan.Starts[thread] + State(place) * Rows(thread)) * plan.Kept * plan.Block;

    private static long States(RecurrencePlan plan, bool keep) => keep ? plan.Steps + 1L : 2;

    private long State(int place) => keep ? place : place % 2;

    private long Rows(int thread) => plan.Starts[thread + 1] - plan.Starts[thread];
}
