using System.Runtime.InteropServices;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Computes an <see cref="AveragePool1DLayer"/>: the mean of the steps that are under the window.</summary>
internal sealed class AveragePool1DModule(StepWindow window) : Pool1DModule("AveragePool1D", window)
{
    private readonly long[] _size = [1, window.Size], _strides = [1, window.Stride];

    public override Tensor Forward(Tensor input, SequenceLengths? lengths)
    {
        using var scope = NewDisposeScope();
        var image = Image(input, lengths, 0);
        var result = Sequence(nn.functional.avg_pool2d(image, _size, _strides)); // (batch, steps, features)
        bool allInside = lengths is null && Window.Padding == Padding.Valid && input.shape[1] >= Window.Size;
        if (!allInside) result = result * Factors(input, lengths);
        return result.MoveToOuterDisposeScope();
    }

    // (batch, steps, 1): from the mean over all places of a window to that over its steps; 0 where there is none. One row without lengths.
    private Tensor Factors(Tensor input, SequenceLengths? lengths)
    {
        int steps = (int)input.shape[1], results = Window.Output(steps);
        ReadOnlySpan<int> ends = lengths is null ? [steps] : lengths.Values;
        var factors = empty([ends.Length, results, 1], ScalarType.Float32, CPU);
        var values = MemoryMarshal.Cast<byte, float>(factors.bytes);
        for (int row = 0; row < ends.Length; row++)
        {
            for (int result = 0; result < results; result++)
            {
                long covered = Window.Covered(result, ends[row]);
                values[row * results + result] = covered == 0 ? 0 : (float)Window.Size / covered;
            }
        }
        return factors.to(input.device);
    }
}
