using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers.Recurrence;

/// <summary>
/// A recurrent layer in one direction by ordinary tensor operations: on every device, in every type, differentiable any number of
/// times. <see cref="FusedRecurrence"/> computes the same several times faster where it can.
/// </summary>
internal static class StepwiseRecurrence
{
    /// <param name="kind">the cell</param>
    /// <param name="input">(batch, steps, features)</param>
    /// <param name="weights">the parameters</param>
    /// <param name="lengths">a row keeps its state at the steps beyond its end; null: every step counts</param>
    /// <param name="reverse">whether the last step comes first</param>
    /// <param name="sequences">whether the state of every step is wanted, or that after the last one</param>
    /// <returns>(batch, steps, units) or (batch, units)</returns>
    public static Tensor Run(CellKind kind, Tensor input, RecurrentWeights weights, SequenceLengths? lengths, bool reverse, bool sequences)
    {
        using var scope = NewDisposeScope();
        var bias = kind == CellKind.Gru ? weights.InputBias : weights.InputBias.Plus(weights.HiddenBias);
        // One product for all steps; only the state has to wait for the step before.
        var projected = nn.functional.linear(input, weights.Input, bias).unbind(1); // steps times (batch, gates * units)
        var padding = lengths?.Padding.unbind(1); // steps times (batch, 1)
        var recurrent = weights.Hidden.t(); // (units, gates * units)
        int steps = projected.Length;
        var states = new Tensor[steps];
        Tensor hidden = zeros([input.shape[0], weights.Units], input.dtype, input.device), cell = hidden;
        for (int i = 0; i < steps; i++)
        {
            int step = reverse ? steps - 1 - i : i;
            using var one = NewDisposeScope();
            var (nextHidden, nextCell) = kind switch
            {
                CellKind.Lstm => Lstm(projected[step].addmm(hidden, recurrent), cell),
                CellKind.Gru => (Gru(projected[step], weights.HiddenBias.addmm(hidden, recurrent), hidden), cell),
                CellKind.Tanh => (projected[step].addmm(hidden, recurrent).tanh(), cell),
                _ => (projected[step].addmm(hidden, recurrent).relu(), cell),
            };
            if (padding is not null)
            {
                nextHidden = hidden.where(padding[step], nextHidden);
                if (kind == CellKind.Lstm) nextCell = cell.where(padding[step], nextCell);
            }
            states[step] = hidden = nextHidden.MoveToOuterDisposeScope();
            cell = ReferenceEquals(cell, nextCell) ? cell : nextCell.MoveToOuterDisposeScope();
        }
        return (sequences ? stack(states, 1) : hidden).MoveToOuterDisposeScope();
    }

    private static (Tensor Hidden, Tensor Cell) Lstm(Tensor gates, Tensor cell)
    {
        var parts = gates.chunk(4, 1); // (batch, units) each
        Tensor input = parts[0].sigmoid(), forget = parts[1].sigmoid(), candidate = parts[2].tanh(), output = parts[3].sigmoid();
        var next = (forget * cell).PlusProduct(input, candidate);
        return (output * next.tanh(), next);
    }

    private static Tensor Gru(Tensor fromInput, Tensor fromHidden, Tensor hidden)
    {
        Tensor[] input = fromInput.chunk(3, 1), recurrent = fromHidden.chunk(3, 1); // (batch, units) each
        Tensor reset = input[0].Plus(recurrent[0]).sigmoid(), update = input[1].Plus(recurrent[1]).sigmoid();
        var candidate = input[2].PlusProduct(reset, recurrent[2]).tanh();
        return candidate.PlusProduct(update, hidden - candidate);
    }
}
