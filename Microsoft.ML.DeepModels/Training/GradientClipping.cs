using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Training;

/// <summary>A limit on gradients, so that one bad batch cannot throw the weights far away. A plain value.</summary>
public abstract record GradientClipping
{
    /// <summary>
    /// Shrinks all gradients by one factor where the norm over all of them is above <paramref name="maximum"/>: the direction
    /// stays (Pascanu et al., 2013, https://arxiv.org/abs/1211.5063). 1 is a usual choice for recurrent networks.
    /// </summary>
    /// <param name="maximum">The highest norm, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximum"/> is not above 0.</exception>
    public static GradientClipping ByNorm(double maximum) => new NormClipping(Require.Positive(maximum));

    /// <summary>Cuts every gradient to [-<paramref name="limit"/>, <paramref name="limit"/>].</summary>
    /// <param name="limit">The highest absolute value, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is not above 0.</exception>
    public static GradientClipping ByValue(double limit) => new ValueClipping(Require.Positive(limit));

    /// <summary>Changes the gradients in place. Those of several buffers are clipped as if they were one.</summary>
    internal abstract void Apply(params ReadOnlySpan<ParameterBuffer> parameters);

    private sealed record NormClipping(double Maximum) : GradientClipping
    {
        internal override void Apply(params ReadOnlySpan<ParameterBuffer> parameters)
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            var norm = Norm(parameters);
            if (norm.device_type == DeviceType.CPU)
            {
                double value = norm.Number();
                if (value <= Maximum) return;
                foreach (var buffer in parameters) buffer.Gradients.Times_(Maximum / (value + 1e-6));
                return;
            }
            // Reading the norm would wait for the device: the factor stays there, at the price of always multiplying.
            var factor = norm.Plus(1e-6).reciprocal().Times_(Maximum).AtMost_(1);
            foreach (var buffer in parameters) buffer.Gradients.mul_(factor);
        }

        private static Tensor Norm(ReadOnlySpan<ParameterBuffer> parameters)
        {
            if (parameters.Length == 1) return parameters[0].Gradients.norm();
            var norms = new List<Tensor>(parameters.Length);
            foreach (var buffer in parameters) norms.Add(buffer.Gradients.norm());
            return stack([.. norms], 0).norm();
        }
    }

    private sealed record ValueClipping(double Limit) : GradientClipping
    {
        internal override void Apply(params ReadOnlySpan<ParameterBuffer> parameters)
        {
            using var noGrad = no_grad();
            foreach (var buffer in parameters) buffer.Gradients.Within_(-Limit, Limit);
        }
    }
}
