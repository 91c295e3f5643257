using System.Numerics;
using System.Runtime.CompilerServices;
using Microsoft.ML.DeepModels.Tensors;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training.Optimizers;

/// <summary>RMSprop: slots are the mean of squares, then the mean where centered, then the momentum buffer where there is momentum.</summary>
internal sealed class RmsPropState(RmsPropOptimizer options, ParameterBuffer parameters, bool fused)
    : OptimizerState(parameters, fused, SlotNames(options))
{
    protected override void StepFused(double learningRate, double weightDecay)
    {
        bool momentum = options.Momentum > 0;
        if (options.Centered && momentum) FusedKernel.Run(new Update<Yes, Yes>(options, learningRate, weightDecay), Parameters, Slots);
        else if (options.Centered) FusedKernel.Run(new Update<Yes, No>(options, learningRate, weightDecay), Parameters, Slots);
        else if (momentum) FusedKernel.Run(new Update<No, Yes>(options, learningRate, weightDecay), Parameters, Slots);
        else FusedKernel.Run(new Update<No, No>(options, learningRate, weightDecay), Parameters, Slots);
    }

    protected override void StepByTensors(Tensor values, Tensor gradients, double learningRate, double weightDecay)
    {
        if (weightDecay != 0) gradients.PlusScaled_(values, weightDecay);
        Slots[0].Times_(options.Alpha).PlusProduct_(gradients, gradients, 1 - options.Alpha);
        var scale = Slots[0].clone();
        if (options.Centered)
        {
            Slots[1].Times_(options.Alpha).PlusScaled_(gradients, 1 - options.Alpha);
            // Rounding can take the variance a little below zero.
            scale.PlusProduct_(Slots[1], Slots[1], -1).AtLeast_(0);
        }
        scale.sqrt_().Plus_(options.Epsilon);
        if (options.Momentum == 0)
        {
            values.PlusQuotient_(gradients, scale, -learningRate);
            return;
        }
        Slots[^1].Times_(options.Momentum).PlusQuotient_(gradients, scale, 1);
        values.PlusScaled_(Slots[^1], -learningRate);
    }

    private static string[] SlotNames(RmsPropOptimizer options)
    {
        List<string> names = ["square_avg"];
        if (options.Centered) names.Add("grad_avg");
        if (options.Momentum > 0) names.Add("momentum_buffer");
        return [.. names];
    }

    // Type arguments that switch a part on or off: the runtime compiles each combination by itself, without the other parts.
    private readonly struct Yes;

    private readonly struct No;

    private readonly struct Update<TCentered, TMomentum>(RmsPropOptimizer options, double learningRate, double weightDecay) : IFusedUpdate
        where TCentered : struct
        where TMomentum : struct
    {
        private readonly float _alpha = (float)options.Alpha, _rest = (float)(1 - options.Alpha), _epsilon = (float)options.Epsilon;
        private readonly float _momentum = (float)options.Momentum, _rate = (float)learningRate, _penalty = (float)weightDecay;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply(ref float values, ref float gradients, ref float slot0, ref float slot1, ref float slot2, nuint i)
        {
            var value = Vector.LoadUnsafe(ref values, i);
            var gradient = Vector.LoadUnsafe(ref gradients, i) + value * _penalty;
            var square = Vector.LoadUnsafe(ref slot0, i) * _alpha + gradient * gradient * _rest;
            square.StoreUnsafe(ref slot0, i);
            if (typeof(TCentered) == typeof(Yes))
            {
                var mean = Vector.LoadUnsafe(ref slot1, i) * _alpha + gradient * _rest;
                mean.StoreUnsafe(ref slot1, i);
                square = Vector.Max(square - mean * mean, Vector<float>.Zero);
            }
            var step = gradient / (Vector.SquareRoot(square) + new Vector<float>(_epsilon));
            if (typeof(TMomentum) == typeof(Yes))
            {
                ref float buffer = ref typeof(TCentered) == typeof(Yes) ? ref slot2 : ref slot1;
                step += Vector.LoadUnsafe(ref buffer, i) * _momentum;
                step.StoreUnsafe(ref buffer, i);
            }
            (value - step * _rate).StoreUnsafe(ref values, i);
        }
    }
}
