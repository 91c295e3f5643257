namespace Microsoft.ML.DeepModels.Layers.Recurrence;

/// <summary>What the way back through a recurrent layer needs while it goes. Each thread has its own part.</summary>
internal readonly unsafe struct FusedScratch(RecurrencePlan plan, float* inner, float* cells, float* gates, float* weights)
{
    public static long InnerLength(RecurrencePlan plan) => (long)plan.Rows * plan.InnerStride;

    public static long CellsLength(RecurrencePlan plan) => (long)plan.Rows * plan.Block;

    public static long GatesLength(RecurrencePlan plan)
    {
        long length = 0;
        for (int thread = 0; thread < plan.Threads; thread++)
        {
            int rows = plan.Starts[thread + 1] - plan.Starts[thread];
            length = Math.Max(length, (long)rows * plan.StepsPerProduct(rows) * plan.GateStride);
        }
        return length * plan.Threads;
    }

    public static long WeightsLength(RecurrencePlan plan) => (long)plan.Threads * plan.GateColumns * plan.InnerStride;

    /// <summary>Sets a thread's part to zero.</summary>
    public void Clear(int thread)
    {
        int rows = plan.Starts[thread + 1] - plan.Starts[thread];
        Memory.Clear(Inner(thread), rows * plan.InnerStride);
        Memory.Clear(Cells(thread), rows * plan.Block);
        Memory.Clear(Gates(thread), rows * plan.StepsPerProduct(rows) * plan.GateStride);
        Memory.Clear(Weights(thread), plan.GateColumns * plan.InnerStride);
    }

    /// <summary>(rows, inner stride) the gradient of the state, and of the input.</summary>
    public float* Inner(int thread) => inner + (long)plan.Starts[thread] * plan.InnerStride;

    /// <summary>(rows, block) the gradient of the LSTM's cells.</summary>
    public float* Cells(int thread) => cells + (long)plan.Starts[thread] * plan.Block;

    /// <summary>(steps of one product, rows, gate stride) the gradients of the sums.</summary>
    public float* Gates(int thread) => gates + GatesLength(plan) / plan.Threads * thread;

    /// <summary>(gate columns, inner stride) the gradient of the weights.</summary>
    public float* Weights(int thread) => weights + (long)thread * plan.GateColumns * plan.InnerStride;
}
