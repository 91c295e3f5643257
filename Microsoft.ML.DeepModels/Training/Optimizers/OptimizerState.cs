using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training.Optimizers;

/// <summary>
/// What one optimizer remembers between steps: the number of steps and some buffers ("slots") as long as the parameters.
/// Owns the slots; the parameter buffer is the caller's. A step consumes the gradients: it leaves them at zero.
/// </summary>
internal abstract class OptimizerState : IDisposable
{
    private const string StepName = "step";

    private readonly string[] _slotNames;

    /// <param name="parameters">the parameters to move</param>
    /// <param name="fused">whether the one-pass kernel may be used where it can be; false: always tensor operations</param>
    /// <param name="slotNames">the names of the slots, as they are exported</param>
    protected OptimizerState(ParameterBuffer parameters, bool fused, params string[] slotNames)
    {
        Parameters = parameters;
        Fused = fused && FusedKernel.CanRun(parameters);
        _slotNames = slotNames;
        Slots = [.. slotNames.Select(_ => zeros_like(parameters.Values).DetachFromDisposeScope())];
    }

    /// <summary>The number of steps taken.</summary>
    public long StepCount { get; private set; }

    /// <summary>Whether steps run in one pass over memory (on the CPU) rather than as tensor operations.</summary>
    public bool Fused { get; }

    protected ParameterBuffer Parameters { get; }

    /// <summary>(length) each, in the order of the names.</summary>
    protected Tensor[] Slots { get; }

    /// <summary>Moves the parameters once and sets the gradients to zero.</summary>
    public void Step(double learningRate, double weightDecay)
    {
        StepCount++;
        if (Fused)
        {
            StepFused(learningRate, weightDecay);
            return;
        }
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        StepByTensors(Parameters.Values, Parameters.Gradients, learningRate, weightDecay);
        Parameters.Gradients.Clear_();
    }

    /// <summary>Copies of everything that is remembered, on the CPU: "step" (1) Int64 and the slots. The caller owns them.</summary>
    public IReadOnlyDictionary<string, Tensor> Export()
    {
        var state = new Dictionary<string, Tensor> { [StepName] = tensor(new[] { StepCount }).DetachFromDisposeScope() };
        for (int i = 0; i < Slots.Length; i++)
        {
            using var copy = Slots[i].clone();
            state[_slotNames[i]] = copy.cpu().DetachFromDisposeScope();
        }
        return state;
    }

    /// <summary>Continues from an earlier <see cref="Export"/> of the same optimizer over the same network.</summary>
    public void Import(IReadOnlyDictionary<string, Tensor> state)
    {
        string[] expected = [StepName, .. _slotNames];
        if (state.Count != expected.Length || !expected.All(state.ContainsKey))
        {
            throw new ArgumentException($"The optimizer state holds {string.Join(", ", state.Keys.Order())}, but this optimizer needs " +
                $"{string.Join(", ", expected.Order())}. Resume with the optimizer that wrote it.", nameof(state));
        }
        for (int i = 0; i < Slots.Length; i++)
        {
            var saved = state[_slotNames[i]];
            if (saved.NumberOfElements != Slots[i].NumberOfElements)
            {
                throw new ArgumentException($"'{_slotNames[i]}' of the optimizer state has {saved.NumberOfElements} values, but the network has " +
                    $"{Slots[i].NumberOfElements}. Resume with the network that wrote it.", nameof(state));
            }
            Slots[i].copy_(saved);
        }
        StepCount = state[StepName].item<long>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var slot in Slots) slot.Dispose();
    }

    /// <summary>One pass over memory, by <see cref="FusedKernel"/>.</summary>
    protected abstract void StepFused(double learningRate, double weightDecay);

    /// <summary>The same step as in-place tensor operations: any device; a dispose scope is open and autograd is off.</summary>
    protected abstract void StepByTensors(Tensor values, Tensor gradients, double learningRate, double weightDecay);
}
