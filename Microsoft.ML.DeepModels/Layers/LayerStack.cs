using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>
/// A network as a module: (batch, ...) of the input shape to (batch, ...) of the output shape. Parameters are named by the
/// index of their layer, "0.weight". Images are computed in channels-last memory whatever the memory of the input is.
/// Owns the modules of its layers. In scoring it changes nothing, so many threads may use it at once.
/// </summary>
/// <remarks>
/// An activation runs in place where its layer gives fresh memory; and one whose values grow with its argument runs after
/// a max-pooling that follows it: the result is the same, and there are four times fewer values after a 2x2 pooling.
/// </remarks>
internal sealed class LayerStack : SequenceModule
{
    private readonly (nn.Module<Tensor, Tensor> Module, Activation After)[] _steps;

    private LayerStack(List<(int Index, nn.Module<Tensor, Tensor> Module, Activation After)> steps)
        : base(nameof(LayerStack))
    {
        _steps = [.. steps.Select(step => (step.Module, step.After))];
        foreach (var (index, module, _) in steps) register_module(index.ToString(), module);
        RegisterComponents();
    }

    /// <summary>Builds the module of a network, with weights freshly drawn from the context's generator.</summary>
    public static LayerStack Create(NetworkDefinition network, ModuleContext context) =>
        Create(network.Layers, network.InputShape, context);

    /// <inheritdoc cref="Create(NetworkDefinition, ModuleContext)"/>
    public static LayerStack Create(IReadOnlyList<Layer> layers, TensorShape input, ModuleContext context)
    {
        var shapes = LayerSequence.Shapes(layers, input, "");
        var steps = new List<(int Index, nn.Module<Tensor, Tensor> Module, Activation After)>(layers.Count);
        try
        {
            for (int i = 0; i < layers.Count; i++) Add(i, layers[i], shapes[i]);
            return new LayerStack(steps);
        }
        catch
        {
            foreach (var (_, module, _) in steps) module.Dispose();
            throw;
        }

        void Add(int index, Layer layer, TensorShape shape)
        {
            var last = steps.Count == 0 ? default : steps[^1];
            if (layer is ActivationLayer { Function: var function } && last is { Module: ActivatedModule, After: Activation.Linear })
            {
                steps[^1] = last with { After = function };
                return;
            }
            var module = layer.CreateModule(shape, context);
            if (module is LeakyReluModule leaky) leaky.InPlace = last is { Module: ActivatedModule, After: Activation.Linear };
            var after = module is ActivatedModule activated ? activated.TakeActivation() : Activation.Linear;
            if (layer is MaxPool2DLayer or GlobalMaxPool2DLayer or GlobalMaxPool1DLayer && steps.Count > 0 && Activations.IsMonotone(last.After))
            {
                after = last.After;
                steps[^1] = last with { After = Activation.Linear };
            }
            steps.Add((index, module, after));
        }
    }

    /// <summary>
    /// From now on its gradients can be differentiated again, as a penalty on a gradient needs it: layers do without computations that give
    /// first derivatives only, which are faster.
    /// </summary>
    public void AllowSecondDerivatives()
    {
        foreach (var module in modules())
        {
            if (module is RecurrentModule recurrent) recurrent.AllowFused = false;
            if (module is ConvTranspose2DModule transposed) transposed.AllowFused = false;
        }
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, SequenceLengths? lengths)
    {
        using var scope = NewDisposeScope();
        using var walk = new LengthsWalk(lengths);
        var x = input;
        foreach (var (module, after) in _steps)
        {
            var computed = module is SequenceModule sequences ? sequences.Forward(x, walk.Current) : module.call(x);
            var result = Activations.ApplyToOwn(after, computed);
            // Frees memory early in scoring; while training, the autograd graph keeps what it needs.
            if (!ReferenceEquals(x, input) && !ReferenceEquals(x, result)) x.Dispose();
            x = result;
            walk.Pass(module);
        }
        return (ReferenceEquals(x, input) ? input.alias() : x).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override SequenceLengths? LengthsAfter(SequenceLengths? lengths)
    {
        using var walk = new LengthsWalk(lengths);
        foreach (var (module, _) in _steps) walk.Pass(module);
        return walk.Take();
    }
}
