using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers.Recurrence;

/// <summary>
/// A recurrent layer in one direction as a single node of the graph, computed by managed code over raw memory: what
/// <see cref="StepwiseRecurrence"/> does with a dozen tensor operations a step. For Float32 on the CPU, and first derivatives only.
/// An exception in the backward half would end the process, so sizes are checked in the forward half; memory alone can still run out.
/// </summary>
internal sealed class FusedRecurrence : autograd.SingleTensorFunction<FusedRecurrence>
{
    public override string Name => nameof(FusedRecurrence);

    /// <summary>Whether the type, the device and the sizes are those it is made for.</summary>
    public static bool CanRun(Tensor input, RecurrentWeights weights)
    {
        if (input.shape[0] == 0 || input.dtype != ScalarType.Float32 || input.device_type != DeviceType.CPU || weights.Hidden.dtype != ScalarType.Float32) return false;
        // An upper bound of the floats of any of its tensors.
        double rows = input.shape[0] + 4.0, steps = input.shape[1] + 1.0, inner = weights.Units + input.shape[2] + 64.0, gates = 4 * (weights.Units + 32.0);
        return steps * rows * Math.Max(inner, gates) < Memory.Most && gates * inner * Math.Max(Environment.ProcessorCount, get_num_threads()) < Memory.Most;
    }

    /// <inheritdoc cref="StepwiseRecurrence.Run"/>
    public static Tensor Run(CellKind kind, Tensor input, RecurrentWeights weights, SequenceLengths? lengths, bool reverse, bool sequences) =>
        Run(FusedKernel.For(kind), input, weights, lengths, reverse, sequences, null);

    /// <param name="kernel">the cell, and the lanes to compute with</param>
    /// <param name="input">(batch, steps, features)</param>
    /// <param name="weights">the parameters</param>
    /// <param name="lengths">the steps of each row; null: all</param>
    /// <param name="reverse">whether the last step comes first</param>
    /// <param name="sequences">whether the state of every step is wanted</param>
    /// <param name="threads">the threads to use; null: as many as the work is worth</param>
    public static Tensor Run(
        FusedKernel kernel, Tensor input, RecurrentWeights weights, SequenceLengths? lengths, bool reverse, bool sequences, int? threads)
    {
        using var scope = NewDisposeScope();
        bool learns = is_grad_enabled() && (input.requires_grad || weights.Input.requires_grad || weights.Hidden.requires_grad
            || weights.InputBias.requires_grad || weights.HiddenBias.requires_grad);
        var plan = new RecurrencePlan((int)input.shape[0], (int)input.shape[1], (int)input.shape[2], weights.Units, kernel.Blocks.Count, kernel.Kept,
            lengths?.Values.ToArray(), reverse, sequences, learns && input.requires_grad, threads);
        var result = learns
            ? apply(input, weights.Input, weights.Hidden, weights.InputBias, weights.HiddenBias, kernel, plan)
            : Compute(kernel, plan, input, weights, null);
        return result.MoveToOuterDisposeScope();
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var weights = new RecurrentWeights((Tensor)vars[1], (Tensor)vars[2], (Tensor)vars[3], (Tensor)vars[4]);
        return Compute((FusedKernel)vars[5], (RecurrencePlan)vars[6], (Tensor)vars[0], weights, ctx);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        if (grad_output is null || grad_output.IsInvalid) return [null!, null!, null!, null!, null!, null!, null!]; // nothing depends on the result
        using var received = grad_output;
        using var scope = NewDisposeScope();
        var (kernel, plan) = ((FusedKernel, RecurrencePlan))ctx.get_data("call")!;
        var saved = ctx.get_saved_variables();
        Tensor? input = plan.InputGradient ? empty(plan.Batch, plan.Steps, plan.Features, ScalarType.Float32, CPU) : null;
        var weights = Differentiate(kernel, plan, saved, grad_output.contiguous(), input);
        List<Tensor> gradients = [input!, weights.Input, weights.Hidden, weights.InputBias, weights.HiddenBias, null!, null!];
        foreach (var gradient in gradients) gradient?.MoveToOuterDisposeScope();
        return gradients;
    }

    private static unsafe Tensor Compute(FusedKernel kernel, RecurrencePlan plan, Tensor input, RecurrentWeights weights, autograd.AutogradContext? ctx)
    {
        using var scope = NewDisposeScope();
        bool keep = ctx is not null;
        weights = new RecurrentWeights(weights.Input.contiguous(), weights.Hidden.contiguous(), weights.InputBias.contiguous(), weights.HiddenBias.contiguous());
        Tensor x = input.contiguous(), matrix = FusedWeights.Gather(plan, kernel.Blocks, weights);
        Tensor forward = New((long)plan.Inner * plan.GateColumns), inner = New(FusedMemory.InnerLength(plan, keep));
        Tensor gates = New(FusedMemory.GatesLength(plan, keep)), kept = New(FusedMemory.KeptLength(plan, keep) + 1);
        var result = plan.Sequences ? empty(plan.Batch, plan.Steps, plan.Units, ScalarType.Float32, CPU) : empty(plan.Batch, plan.Units, ScalarType.Float32, CPU);
        kernel.PackForward(plan, Memory.Floats(matrix), Memory.Floats(forward));
        var memory = new FusedMemory(plan, keep, Memory.Floats(inner), Memory.Floats(gates), Memory.Floats(kept));
        float* packed = Memory.Floats(forward), from = Memory.Floats(x), to = Memory.Floats(result);
        Each(plan, thread => kernel.Forward(plan, thread, packed, from, to, memory));
        if (ctx is not null)
        {
            // The weights as they are now: the optimizer may have changed them when the gradient comes.
            var backward = New((long)plan.GateColumns * plan.GradientColumns);
            kernel.PackBackward(plan, Memory.Floats(matrix), Memory.Floats(backward));
            List<Tensor> saved = [inner, gates, kept, backward];
            ctx.save_for_backward(saved);
            ctx.save_data("call", (kernel, plan));
            ctx.set_materialize_grads(false);
            foreach (var tensor in saved) tensor.MoveToOuterDisposeScope(); // they are saved after this method
        }
        return result.MoveToOuterDisposeScope();
    }

    private static unsafe RecurrentWeights Differentiate(FusedKernel kernel, RecurrencePlan plan, List<Tensor> saved, Tensor output, Tensor? input)
    {
        var memory = new FusedMemory(plan, true, Memory.Floats(saved[0]), Memory.Floats(saved[1]), Memory.Floats(saved[2]));
        Tensor inner = New(FusedScratch.InnerLength(plan)), cells = New(FusedScratch.CellsLength(plan));
        Tensor gates = New(FusedScratch.GatesLength(plan)), weights = New(FusedScratch.WeightsLength(plan));
        var scratch = new FusedScratch(plan, Memory.Floats(inner), Memory.Floats(cells), Memory.Floats(gates), Memory.Floats(weights));
        float* packed = Memory.Floats(saved[3]), from = Memory.Floats(output), to = input is null ? null : Memory.Floats(input);
        Each(plan, thread => kernel.Backward(plan, thread, packed, memory, from, to, scratch));
        // In the order of the threads, so that the sum is the same in every run.
        for (int thread = 1; thread < plan.Threads; thread++)
            Memory.Add(scratch.Weights(thread), scratch.Weights(0), plan.GateColumns * plan.InnerStride);
        return FusedWeights.Scatter(plan, kernel.Blocks, scratch.Weights(0));
    }

    private static void Each(RecurrencePlan plan, Action<int> action)
    {
        if (plan.Threads == 1) action(0);
        else Parallel.For(0, plan.Threads, action);
    }

    private static Tensor New(long length) => empty(length, ScalarType.Float32, CPU);
}
