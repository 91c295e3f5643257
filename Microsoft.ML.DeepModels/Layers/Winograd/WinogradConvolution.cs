using System.Buffers;
using Microsoft.ML.DeepModels.Layers.Recurrence;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers.Winograd;

/// <summary>
/// A convolution with 3x3 filters by Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray, 2016, https://arxiv.org/abs/1509.09308): a quarter
/// of the multiplications of a direct one. For Float32 on the CPU, without gradients, with weights that are final, for it needs them transformed.
/// </summary>
internal static class WinogradConvolution
{
    // What channels and filters must be a multiple of: a panel of the widest lanes.
    private const int Lanes = 32;

    // A cache line.
    private const int AlignmentBytes = 64, Alignment = AlignmentBytes / sizeof(float);

    // How many times fewer multiplications it has to need than a direct convolution; 4 where the tiles fit.
    private const double LeastGain = 2;

    /// <summary>The name of the switch of <see cref="AppContext"/> that turns this off, where memory matters more than time; true where it is not set.</summary>
    public const string SwitchName = "Microsoft.ML.DeepModels.KeepTransformedFilters";

    /// <summary>Whether a layer's sizes are those it is made for and faster with.</summary>
    /// <param name="layer">the layer</param>
    /// <param name="channels">those of its input</param>
    /// <param name="height">of its input</param>
    /// <param name="width">of its input</param>
    public static bool Suits(Conv2DLayer layer, int channels, int height, int width)
    {
        if (AppContext.TryGetSwitch(SwitchName, out bool isOn) && !isOn) return false;
        if ((layer.KernelHeight, layer.KernelWidth, layer.Stride, layer.Dilation, layer.Groups) != (3, 3, 1, 1, 1)) return false;
        if (channels % Lanes != 0 || layer.Filters % Lanes != 0) return false;
        if ((double)WinogradPlan.Places * channels * layer.Filters >= Memory.Most) return false;
        double outputHeight = layer.Vertical.Output(height), outputWidth = layer.Horizontal.Output(width);
        // Tiles that reach over the edge are computed in whole: of 5x5 pixels, nearly two thirds would be for nothing. The number of rows is left
        // out, so that a row scores the same alone and in a batch.
        double multiplications = Math.Ceiling(outputHeight / WinogradPlan.Tile) * Math.Ceiling(outputWidth / WinogradPlan.Tile) * WinogradPlan.Places;
        return 9 * outputHeight * outputWidth >= LeastGain * multiplications;
    }

    /// <summary>Whether it can compute with that input, of a layer that it suits.</summary>
    public static bool CanRun(Conv2DLayer layer, Tensor input, Tensor weight)
    {
        if (input.dtype != ScalarType.Float32 || weight.dtype != ScalarType.Float32) return false;
        if (input.device_type != DeviceType.CPU || weight.device_type != DeviceType.CPU) return false;
        double pixels = (double)input.shape[0] * (input.shape[2] + 2) * (input.shape[3] + 2);
        return pixels > 0 && pixels * Math.Max(input.shape[1], layer.Filters) < Memory.Most;
    }

    /// <param name="layer">the layer</param>
    /// <param name="input">(batch, channels, height, width)</param>
    /// <param name="filters">its weights, transformed</param>
    /// <param name="bias">(filters), or null</param>
    /// <param name="rectify">whether a ReLU follows</param>
    /// <param name="threads">the threads to use; null: as many as the work is worth</param>
    public static unsafe Tensor Run(Conv2DLayer layer, Tensor input, WinogradFilters filters, Tensor? bias, bool rectify, int? threads = null)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var shape = input.shape;
        int padding = (int)layer.Vertical.Added((int)shape[2]).Before; // the same on all sides
        var plan = new WinogradPlan((int)shape[0], (int)shape[1], (int)shape[2], (int)shape[3], layer.Filters, padding, threads);
        var x = input.permute(0, 2, 3, 1).contiguous(); // (batch, height, width, channels), no copy of channels-last memory
        long height = plan.OutputHeight, width = plan.OutputWidth, count = plan.Filters;
        var result = empty_strided([plan.Batch, count, height, width], [height * width * count, 1, width * count, count], ScalarType.Float32, CPU);
        float* from = Memory.Floats(x), factor = filters.Values, to = Memory.Floats(result.permute(0, 2, 3, 1));
        float* constant = bias is null ? null : Memory.Floats(bias.contiguous());
        if (plan.Threads == 1) Part(0);
        else Parallel.For(0, plan.Threads, Part);
        GC.KeepAlive(filters);
        return result.MoveToOuterDisposeScope(); // (batch, filters, height, width), channels-last memory

        void Part(int thread)
        {
            // Rented, for fresh pages of the system at each call would cost more than the transforms.
            var rented = ArrayPool<float>.Shared.Rent(plan.ScratchFloats + Alignment);
            fixed (float* memory = rented)
            {
                float* scratch = (float*)(((nint)memory + AlignmentBytes - 1) / AlignmentBytes * AlignmentBytes);
                filters.Kernel.Compute(plan, thread, from, factor, constant, rectify, to, scratch);
            }
            ArrayPool<float>.Shared.Return(rented);
        }
    }
}
