using Microsoft.ML.DeepModels.Layers.Recurrence;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers.Transposed;

/// <summary>
/// A transposed convolution as a single node of the graph, computed by managed code over raw memory: what functional.conv_transpose2d does,
/// which a library has made for other sizes. For Float32 on the CPU and first derivatives only. An exception in the backward half would end
/// the process, so sizes are checked in the forward half; memory alone can still run out.
/// </summary>
internal sealed class FusedTransposedConvolution : autograd.SingleTensorFunction<FusedTransposedConvolution>
{
    // What the channels must be a multiple of: every width of lanes divides it.
    private const int Lanes = 16;

    public override string Name => nameof(FusedTransposedConvolution);

    /// <summary>Whether the type, the device and the sizes are those it is made for.</summary>
    public static bool CanRun(ConvTranspose2DLayer layer, Tensor input, Tensor weight)
    {
        if (input.dtype != ScalarType.Float32 || weight.dtype != ScalarType.Float32 || input.device_type != DeviceType.CPU) return false;
        if (input.shape[1] % Lanes != 0) return false;
        // Upper bounds of the floats of its tensors.
        double batch = input.shape[0], channels = input.shape[1], height = input.shape[2], width = input.shape[3], threads = Environment.ProcessorCount;
        double positions = batch * height * width, taps = Math.Pow(layer.KernelSize, 2) * layer.Filters + 2 * Lanes;
        double pixels = batch * (height * layer.Stride + layer.KernelSize) * (width * layer.Stride + layer.KernelSize);
        return positions >= 4 && positions * channels < Memory.Most && pixels * layer.Filters < Memory.Most
            && threads * Math.Max(taps * channels, 24 * taps + 4 * channels + 70_000) < Memory.Most;
    }

    /// <param name="layer">the layer</param>
    /// <param name="input">(batch, channels, height, width)</param>
    /// <param name="weight">(channels, filters, height, width)</param>
    /// <param name="bias">(filters), or null</param>
    public static Tensor Run(ConvTranspose2DLayer layer, Tensor input, Tensor weight, Tensor? bias) =>
        Run(TransposedKernel.Best, layer, input, weight, bias, null);

    /// <param name="kernel">the lanes to compute with</param>
    /// <param name="layer">the layer</param>
    /// <param name="input">(batch, channels, height, width)</param>
    /// <param name="weight">(channels, filters, height, width)</param>
    /// <param name="bias">(filters), or null</param>
    /// <param name="threads">the threads to use; null: as many as the work is worth</param>
    public static Tensor Run(TransposedKernel kernel, ConvTranspose2DLayer layer, Tensor input, Tensor weight, Tensor? bias, int? threads)
    {
        bool learns = is_grad_enabled() && (input.requires_grad || weight.requires_grad || bias?.requires_grad == true);
        var plan = new TransposedPlan(layer, input.shape, learns && input.requires_grad, learns && weight.requires_grad, threads);
        if (!learns) return Compute(kernel, plan, input, weight, bias, null);
        return bias is null ? apply(input, weight, kernel, plan) : apply(input, weight, kernel, plan, bias);
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => Compute(
        (TransposedKernel)vars[2], (TransposedPlan)vars[3], (Tensor)vars[0], (Tensor)vars[1], vars.Length > 4 ? (Tensor)vars[4] : null, ctx);

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var (kernel, plan, hasBias) = ((TransposedKernel, TransposedPlan, bool))ctx.get_data("call")!;
        List<Tensor> gradients = hasBias ? [null!, null!, null!, null!, null!] : [null!, null!, null!, null!];
        if (grad_output is null || grad_output.IsInvalid) return gradients; // nothing depends on the result
        using var received = grad_output;
        using var scope = NewDisposeScope();
        var saved = ctx.get_saved_variables();
        var output = Rows(grad_output);
        var (input, weight) = Differentiate(kernel, plan, saved, output);
        gradients[0] = input!;
        gradients[1] = weight!;
        if (hasBias) gradients[4] = output.reshape(-1, plan.Filters).sum([0L]);
        foreach (var gradient in gradients) gradient?.MoveToOuterDisposeScope();
        return gradients;
    }

    private static unsafe Tensor Compute(
        TransposedKernel kernel, TransposedPlan plan, Tensor input, Tensor weight, Tensor? bias, autograd.AutogradContext? ctx)
    {
        using var scope = NewDisposeScope();
        Tensor x = Rows(input), matrix = Matrix(plan, weight); // (batch, height, width, channels), (channels, columns)
        var packed = New((long)plan.Channels * plan.Columns);
        kernel.Pack(plan.Channels, plan.Columns, Memory.Floats(matrix), plan.Columns, 1, Memory.Floats(packed));
        long height = plan.OutputHeight, width = plan.OutputWidth, filters = plan.Filters;
        // A tensor in its own right and no view: a view out of a custom function may not be changed in place.
        var result = empty_strided([plan.Batch, filters, height, width], [height * width * filters, 1, width * filters, filters], ScalarType.Float32, CPU);
        var windows = New((long)plan.Threads * plan.ChunkFloats);
        float* factor = Memory.Floats(packed), from = Memory.Floats(x), to = Memory.Floats(result.permute(0, 2, 3, 1)), space = Memory.Floats(windows);
        float* constant = bias is null ? null : Memory.Floats(bias.contiguous());
        Each(plan, thread => kernel.Forward(plan, thread, factor, constant, from, to, space + (nint)thread * plan.ChunkFloats));
        if (ctx is not null)
        {
            List<Tensor> saved = [x];
            if (plan.InputGradient)
            {
                // The weight as it is now: the optimizer may have changed it when the gradient comes.
                var turned = New((long)plan.Taps * plan.Channels);
                kernel.Pack(plan.Taps, plan.Channels, Memory.Floats(matrix), 1, plan.Columns, Memory.Floats(turned));
                saved.Add(turned);
            }
            ctx.save_for_backward(saved);
            ctx.save_data("call", (kernel, plan, bias is not null));
            ctx.set_materialize_grads(false);
            foreach (var tensor in saved) tensor.MoveToOuterDisposeScope(); // they are saved after this method
        }
        return result.MoveToOuterDisposeScope(); // (batch, filters, height, width), channels-last memory
    }

    private static unsafe (Tensor? Input, Tensor? Weight) Differentiate(TransposedKernel kernel, TransposedPlan plan, List<Tensor> saved, Tensor output)
    {
        long channels = plan.Channels, length = (long)plan.Channels * plan.WindowStride;
        long[] shape = [plan.Batch, plan.Height, plan.Width, channels];
        Tensor windows = New((long)plan.Threads * plan.ChunkFloats);
        Tensor? input = plan.InputGradient ? empty(shape, ScalarType.Float32, CPU) : null;
        Tensor? weight = plan.WeightGradient ? New(plan.Threads * length) : null;
        float* factor = input is null ? null : Memory.Floats(saved[1]), from = Memory.Floats(saved[0]), received = Memory.Floats(output);
        float* to = input is null ? null : Memory.Floats(input), sums = weight is null ? null : Memory.Floats(weight), space = Memory.Floats(windows);
        Each(plan, thread => kernel.Backward(plan, thread, factor, from, received, to,
            sums is null ? null : sums + (nint)(thread * length), space + (nint)thread * plan.ChunkFloats));
        // In the order of the threads, so that the sum is the same in every run.
        for (int thread = 1; thread < plan.Threads && sums is not null; thread++) Memory.Add(sums + (nint)(thread * length), sums, (int)length);
        var gradient = weight?.as_strided([channels, plan.Kernel, plan.Kernel, plan.Filters], [plan.WindowStride, (long)plan.Kernel * plan.Filters, plan.Filters, 1])
            .contiguous().permute(0, 3, 1, 2); // (channels, filters, height, width)
        return (input?.permute(0, 3, 1, 2), gradient);
    }

    // (batch, channels, height, width) to (batch, height, width, channels) without gaps; no copy of channels-last memory.
    private static Tensor Rows(Tensor x)
    {
        using var rows = x.permute(0, 2, 3, 1);
        return rows.contiguous();
    }

    // (channels, columns): the taps of each channel by height, width and filter, and zeros up to whole lanes.
    private static Tensor Matrix(TransposedPlan plan, Tensor weight)
    {
        var taps = Rows(weight).reshape(plan.Channels, plan.Taps);
        return plan.Taps == plan.Columns ? taps : nn.functional.pad(taps, [0, plan.Columns - plan.Taps], PaddingModes.Constant, 0);
    }

    private static void Each(TransposedPlan plan, Action<int> action)
    {
        if (plan.Threads == 1) action(0);
        else Parallel.For(0, plan.Threads, action);
    }

    private static Tensor New(long length) => empty(length, ScalarType.Float32, CPU);
}
