using Microsoft.ML.DeepModels.Tensors;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>
/// Computes a <see cref="SpectralNormLayer"/>. The largest singular value is u W v, where two vectors of length 1 come nearer to those of the
/// weight with every forward pass of training; gradients flow through W and take u and v as constants. In scoring nothing changes. Owns the
/// inner module.
/// </summary>
internal sealed class SpectralNormModule : ActivatedModule
{
    // As PyTorch's: so that the estimate is good before the first step.
    private const int FirstIterations = 15;

    private const double Epsilon = 1e-12;

    [ComponentName(Name = "inner")]
    private readonly WeightedModule _inner;

    [ComponentName(Name = "weight_u")]
    private readonly Tensor _left; // (outputs)

    [ComponentName(Name = "weight_v")]
    private readonly Tensor _right; // (everything else)

    private readonly int _iterations;

    public SpectralNormModule(WeightedModule inner, int iterations, ModuleContext context)
        : base(nameof(SpectralNormModule), inner.TakeActivation())
    {
        _inner = inner;
        _iterations = iterations;
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var matrix = inner.Matrix; // (outputs, everything else)
        _left = Initialisation.Direction(matrix.shape[0], context);
        _right = Initialisation.Direction(matrix.shape[1], context);
        Iterate(matrix, FirstIterations);
        RegisterComponents();
    }

    protected override Tensor Compute(Tensor input, SequenceLengths? lengths)
    {
        using var scope = NewDisposeScope();
        var matrix = _inner.Matrix; // (outputs, everything else)
        if (training) Iterate(matrix, _iterations);
        // Copies, for the next forward pass may change the vectors before this one's gradient is computed.
        Tensor left = training ? _left.clone() : _left, right = training ? _right.clone() : _right;
        var norm = left.dot(matrix.mv(right));
        return _inner.Compute(input, _inner.Weight / norm).MoveToOuterDisposeScope();
    }

    private void Iterate(Tensor matrix, int iterations)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var turned = matrix.t();
        for (int i = 0; i < iterations; i++)
        {
            _right.copy_(Normalised(turned.mv(_left)));
            _left.copy_(Normalised(matrix.mv(_right)));
        }
    }

    private static Tensor Normalised(Tensor x) => x / x.norm().AtLeast(Epsilon);
}
