using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using static TorchSharp.torch;
using Generator = TorchSharp.torch.Generator;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;

/// <summary>Penalties on the gradient of a discriminator's score by its rows. They are differentiated once more by its weights.</summary>
internal static class DiscriminatorPenalty
{
    // The derivative of a root is infinite at 0.
    private const double Epsilon = 1e-12;

    /// <summary>(batch) half of the squared length of the gradient: R1 of Mescheder et al., 2018.</summary>
    /// <param name="scores">(batch) of the rows</param>
    /// <param name="rows">(batch, ...) that require gradients</param>
    public static Tensor AtRows(Tensor scores, Tensor rows) => SquaredLength(scores, rows).Times(0.5);

    /// <summary>(batch) the squared distance of the gradient's length to 1, at random places between rows: Gulrajani et al., 2017.</summary>
    /// <param name="judge">gives (batch) scores of rows</param>
    /// <param name="real">(batch, ...)</param>
    /// <param name="fake">(batch, ...) without history</param>
    /// <param name="noise">a CPU generator</param>
    public static Tensor Between(Func<Tensor, Tensor> judge, Tensor real, Tensor fake, Generator noise)
    {
        long[] one = [real.shape[0], .. Enumerable.Repeat(1L, (int)real.dim() - 1)];
        var part = rand(one, ScalarType.Float32, CPU, false, noise).to(real.device);
        var rows = fake.Plus(part * (real - fake)).detach().requires_grad_();
        return SquaredLength(judge(rows), rows).Plus(Epsilon).sqrt().Minus(1).Squared();
    }

    private static Tensor SquaredLength(Tensor scores, Tensor rows)
    {
        var gradient = autograd.grad([scores.sum()], [rows], null, true, true)[0]; // (batch, ...), with history
        return gradient.Squared().flatten(1).sum([1L]);
    }
}
