using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Computes a <see cref="MaxPool1DLayer"/>.</summary>
internal sealed class MaxPool1DModule(StepWindow window) : Pool1DModule("MaxPool1D", window)
{
    private readonly long[] _size = [1, window.Size], _strides = [1, window.Stride];

    public override Tensor Forward(Tensor input, SequenceLengths? lengths)
    {
        using var scope = NewDisposeScope();
        var image = Image(input, lengths, double.NegativeInfinity);
        var result = Sequence(nn.functional.max_pool2d(image, _size, _strides)); // (batch, steps, features)
        if (lengths is not null)
        {
            // Windows without any step: what stands at padding has to be finite.
            using var after = LengthsAfter(lengths)!;
            result = after.Filled(result, 0);
        }
        return result.MoveToOuterDisposeScope();
    }
}
