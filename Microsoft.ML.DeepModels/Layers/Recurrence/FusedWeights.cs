using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers.Recurrence;

/// <summary>The parameters of a recurrent layer as one matrix (gates, [state | input | 1]), and what comes back as its gradient.</summary>
internal static unsafe class FusedWeights
{
    /// <summary>All parameters in one matrix: (gate columns, inner columns), zero where there is nothing.</summary>
    public static Tensor Gather(RecurrencePlan plan, IReadOnlyList<(int Input, int Hidden)> blocks, RecurrentWeights weights)
    {
        var matrix = Vector(plan.GateColumns, plan.InnerColumns);
        // Not by libtorch, whose threads would take longer to meet.
        matrix.bytes.Clear();
        float* to = Memory.Floats(matrix), input = Memory.Floats(weights.Input), hidden = Memory.Floats(weights.Hidden);
        float* inputBias = Memory.Floats(weights.InputBias), hiddenBias = Memory.Floats(weights.HiddenBias);
        for (int block = 0; block < blocks.Count; block++)
        {
            var (fromInput, fromHidden) = blocks[block];
            for (int unit = 0; unit < plan.Units; unit++)
            {
                float* row = to + (nint)(block * plan.Block + unit) * plan.InnerColumns, bias = row + plan.Inner - 1;
                if (fromInput >= 0)
                {
                    nint gate = fromInput * plan.Units + unit;
                    Memory.Copy(input + gate * plan.Features, row + plan.Block, plan.Features);
                    *bias += inputBias[gate];
                }
                if (fromHidden >= 0)
                {
                    nint gate = fromHidden * plan.Units + unit;
                    Memory.Copy(hidden + gate * plan.Units, row, plan.Units);
                    *bias += hiddenBias[gate];
                }
            }
        }
        return matrix;
    }

    /// <summary>The parameters' gradients out of those of the matrix, whose rows are <see cref="RecurrencePlan.InnerStride"/> apart.</summary>
    public static RecurrentWeights Scatter(RecurrencePlan plan, IReadOnlyList<(int Input, int Hidden)> blocks, float* matrix)
    {
        long gates = (long)blocks.Count(block => block.Input >= 0) * plan.Units;
        var gradients = new RecurrentWeights(Vector(gates, plan.Features), Vector(gates, plan.Units), Vector(gates), Vector(gates));
        float* input = Memory.Floats(gradients.Input), hidden = Memory.Floats(gradients.Hidden);
        float* inputBias = Memory.Floats(gradients.InputBias), hiddenBias = Memory.Floats(gradients.HiddenBias);
        for (int block = 0; block < blocks.Count; block++)
        {
            var (toInput, toHidden) = blocks[block];
            for (int unit = 0; unit < plan.Units; unit++)
            {
                float* row = matrix + (nint)(block * plan.Block + unit) * plan.InnerStride;
                float bias = row[plan.Inner - 1];
                if (toInput >= 0)
                {
                    nint gate = toInput * plan.Units + unit;
                    Memory.Copy(row + plan.Block, input + gate * plan.Features, plan.Features);
                    inputBias[gate] = bias;
                }
                if (toHidden >= 0)
                {
                    nint gate = toHidden * plan.Units + unit;
                    Memory.Copy(row, hidden + gate * plan.Units, plan.Units);
                    hiddenBias[gate] = bias;
                }
            }
        }
        return gradients;
    }

    private static Tensor Vector(params long[] shape) => empty(shape, ScalarType.Float32, CPU);
}
