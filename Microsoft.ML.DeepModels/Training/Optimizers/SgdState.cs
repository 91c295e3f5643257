using System.Numerics;
using System.Runtime.CompilerServices;
using Microsoft.ML.DeepModels.Tensors;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training.Optimizers;

/// <summary>Gradient descent; one slot, the momentum buffer, where there is momentum.</summary>
internal sealed class SgdState(SgdOptimizer options, ParameterBuffer parameters, bool fused)
    : OptimizerState(parameters, fused, options.Momentum > 0 ? ["momentum_buffer"] : [])
{
    protected override void StepFused(double learningRate, double weightDecay)
    {
        if (options.Momentum == 0) FusedKernel.Run(new PlainUpdate(learningRate, weightDecay), Parameters, Slots);
        else FusedKernel.Run(new MomentumUpdate(options, learningRate, weightDecay), Parameters, Slots);
    }

    protected override void StepByTensors(Tensor values, Tensor gradients, double learningRate, double weightDecay)
    {
        if (weightDecay != 0) gradients.PlusScaled_(values, weightDecay);
        var direction = gradients;
        if (options.Momentum > 0)
        {
            Slots[0].Times_(options.Momentum).Plus_(gradients);
            direction = options.Nesterov ? gradients.PlusScaled_(Slots[0], options.Momentum) : Slots[0];
        }
        values.PlusScaled_(direction, -learningRate);
    }

    private readonly struct PlainUpdate(double learningRate, double weightDecay) : IFusedUpdate
    {
        private readonly float _rate = (float)learningRate, _penalty = (float)weightDecay;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply(ref float values, ref float gradients, ref float slot0, ref float slot1, ref float slot2, nuint i)
        {
            var value = Vector.LoadUnsafe(ref values, i);
            var gradient = Vector.LoadUnsafe(ref gradients, i) + value * _penalty;
            (value - gradient * _rate).StoreUnsafe(ref values, i);
        }
    }

    private readonly struct MomentumUpdate(SgdOptimizer options, double learningRate, double weightDecay) : IFusedUpdate
    {
        private readonly float _rate = (float)learningRate, _penalty = (float)weightDecay, _momentum = (float)options.Momentum;

        // direction = buffer, or gradient + momentum * buffer where Nesterov looks ahead
        private readonly float _ofGradient = options.Nesterov ? 1 : 0, _ofBuffer = options.Nesterov ? (float)options.Momentum : 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply(ref float values, ref float gradients, ref float slot0, ref float slot1, ref float slot2, nuint i)
        {
            var value = Vector.LoadUnsafe(ref values, i);
            var gradient = Vector.LoadUnsafe(ref gradients, i) + value * _penalty;
            var buffer = Vector.LoadUnsafe(ref slot0, i) * _momentum + gradient;
            buffer.StoreUnsafe(ref slot0, i);
            (value - (gradient * _ofGradient + buffer * _ofBuffer) * _rate).StoreUnsafe(ref values, i);
        }
    }
}
