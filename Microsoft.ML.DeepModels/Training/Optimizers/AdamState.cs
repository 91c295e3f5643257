using System.Numerics;
using System.Runtime.CompilerServices;
using Microsoft.ML.DeepModels.Tensors;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training.Optimizers;

/// <summary>Adam and AdamW: slots are the running means of the gradient and of its square.</summary>
internal sealed class AdamState(AdamOptimizer options, ParameterBuffer parameters, bool fused)
    : OptimizerState(parameters, fused, "exp_avg", "exp_avg_sq")
{
    protected override void StepFused(double learningRate, double weightDecay) =>
        FusedKernel.Run(new Update(options, StepSize(learningRate), RootOfCorrection2(), Keep(learningRate, weightDecay), Penalty(weightDecay)),
            Parameters, Slots);

    protected override void StepByTensors(Tensor values, Tensor gradients, double learningRate, double weightDecay)
    {
        if (weightDecay != 0)
        {
            if (options.Decoupled) values.Times_(Keep(learningRate, weightDecay));
            else gradients.PlusScaled_(values, weightDecay);
        }
        Slots[0].Times_(options.Beta1).PlusScaled_(gradients, 1 - options.Beta1);
        Slots[1].Times_(options.Beta2).PlusProduct_(gradients, gradients, 1 - options.Beta2);
        var denominator = Slots[1].sqrt().Over_(RootOfCorrection2()).Plus_(options.Epsilon);
        values.PlusQuotient_(Slots[0], denominator, -StepSize(learningRate));
    }

    private double StepSize(double learningRate) => learningRate / (1 - Math.Pow(options.Beta1, StepCount));

    private double RootOfCorrection2() => Math.Sqrt(1 - Math.Pow(options.Beta2, StepCount));

    private double Keep(double learningRate, double weightDecay) => options.Decoupled ? 1 - learningRate * weightDecay : 1;

    private double Penalty(double weightDecay) => options.Decoupled ? 0 : weightDecay;

    private readonly struct Update(AdamOptimizer options, double stepSize, double rootOfCorrection2, double keep, double penalty) : IFusedUpdate
    {
        private readonly float _beta1 = (float)options.Beta1, _rest1 = (float)(1 - options.Beta1);
        private readonly float _beta2 = (float)options.Beta2, _rest2 = (float)(1 - options.Beta2);
        private readonly float _epsilon = (float)options.Epsilon, _scale = (float)(1 / rootOfCorrection2);
        private readonly float _stepSize = (float)stepSize, _keep = (float)keep, _penalty = (float)penalty;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply(ref float values, ref float gradients, ref float slot0, ref float slot1, ref float slot2, nuint i)
        {
            var value = Vector.LoadUnsafe(ref values, i);
            var gradient = Vector.LoadUnsafe(ref gradients, i) + value * _penalty;
            var mean = Vector.LoadUnsafe(ref slot0, i) * _beta1 + gradient * _rest1;
            var square = Vector.LoadUnsafe(ref slot1, i) * _beta2 + gradient * gradient * _rest2;
            mean.StoreUnsafe(ref slot0, i);
            square.StoreUnsafe(ref slot1, i);
            var denominator = Vector.SquareRoot(square) * _scale + new Vector<float>(_epsilon);
            (value * _keep - mean * _stepSize / denominator).StoreUnsafe(ref values, i);
        }
    }
}
