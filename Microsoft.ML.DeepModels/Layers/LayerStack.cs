using System.Globalization;
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
    private readonly Part[] _parts; // one a layer
    private readonly Step[] _steps; // of all layers

    private LayerStack(List<Part> parts)
        : base(nameof(LayerStack))
    {
        _parts = [.. parts];
        _steps = StepsOf(_parts);
        for (int i = 0; i < _parts.Length; i++)
            if (_parts[i].Module is { } module) register_module(i.ToString(), module);
        RegisterComponents();
    }

    /// <summary>Builds the module of a network, with weights freshly drawn from the context's generator.</summary>
    public static LayerStack Create(NetworkDefinition network, ModuleContext context) =>
        Create(network.Layers, network.InputShape, context);

    /// <inheritdoc cref="Create(NetworkDefinition, ModuleContext)"/>
    public static LayerStack Create(IReadOnlyList<Layer> layers, TensorShape input, ModuleContext context)
    {
        var shapes = LayerSequence.Shapes(layers, input, "");
        var parts = new List<Part>(layers.Count);
        try
        {
            for (int i = 0; i < layers.Count; i++)
            {
                bool isFree = i > 0 && parts[^1] is { Module: ActivatedModule, Activation: Activation.Linear }; // to take on an activation
                if (layers[i] is ActivationLayer { Function: var function } && isFree)
                {
                    parts.Add(new Part(layers[i], null, function));
                    continue;
                }
                var module = layers[i].CreateModule(shapes[i], context);
                if (module is LeakyReluModule leaky) leaky.InPlace = isFree;
                parts.Add(new Part(layers[i], module, module is ActivatedModule activated ? activated.TakeActivation() : Activation.Linear));
            }
            return new LayerStack(parts);
        }
        catch
        {
            foreach (var part in parts) part.Module?.Dispose();
            throw;
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

    /// <summary>
    /// The weights of the first layers stay as they are from now on, those of the others may change: where no gradient is wanted, layers may
    /// keep what they make of final weights, which is faster. Forgets what was kept before. Nobody may compute with the network meanwhile.
    /// </summary>
    /// <param name="layers">how many, 0 to all</param>
    public void Freeze(int layers)
    {
        for (int i = 0; i < _parts.Length; i++)
        {
            if (_parts[i].Module is not { } module) continue;
            Freeze(module, i < layers);
            foreach (var part in module.modules()) Freeze(part, i < layers);
        }

        static void Freeze(nn.Module module, bool isFinal)
        {
            if (module is Conv2DModule convolution) convolution.IsFinal = isFinal;
        }
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, SequenceLengths? lengths) => Run(_steps, input, lengths);

    /// <summary>Only the first layers: what the layer after them is given.</summary>
    /// <param name="input">(batch, ...) of the input shape</param>
    /// <param name="lengths">null: every step of every row counts</param>
    /// <param name="layers">how many, 1 to all</param>
    public Tensor Forward(Tensor input, SequenceLengths? lengths, int layers) => Forward(input, lengths, 0, layers);

    /// <summary>Some layers in the middle, from what those before them made.</summary>
    /// <param name="input">(batch, ...) of the input shape of the first of them</param>
    /// <param name="lengths">null: every step of every row counts</param>
    /// <param name="first">how many layers the input has gone through already</param>
    /// <param name="end">how many layers it will have gone through, above <paramref name="first"/> and at most all</param>
    public Tensor Forward(Tensor input, SequenceLengths? lengths, int first, int end) =>
        Run(first == 0 && end == _parts.Length ? _steps : StepsOf(_parts.AsSpan(first..end)), input, lengths);

    /// <summary>The number of layers.</summary>
    public int LayerCount => _parts.Length;

    /// <summary>What training learns, each with the index of its layer.</summary>
    public IEnumerable<(int Layer, string Name, Tensor Tensor)> LayerParameters() =>
        ModuleTensors.Parameters(this).Select(p => (int.Parse(p.Name.AsSpan(0, p.Name.IndexOf('.')), CultureInfo.InvariantCulture), p.Name, p.Tensor));

    /// <summary>Training mode for the last layers only; the first compute as they do in scoring.</summary>
    /// <param name="first">the number of layers that stay in evaluation mode</param>
    /// <param name="statisticsFrom">batch normalisation in layers before this one uses its running statistics, and leaves them as they are</param>
    public void Train(int first, int statisticsFrom)
    {
        train(true);
        for (int i = 0; i < _parts.Length; i++)
        {
            if (_parts[i].Module is not { } module) continue;
            if (i < first) module.train(false);
            else if (i < statisticsFrom) KeepStatistics(module);
        }
    }

    /// <inheritdoc/>
    public override SequenceLengths? LengthsAfter(SequenceLengths? lengths)
    {
        using var walk = new LengthsWalk(lengths);
        foreach (var (module, _) in _steps) walk.Pass(module!); // all layers together begin with a module
        return walk.Take();
    }

    private static void KeepStatistics(nn.Module module)
    {
        if (module is BatchNormModule) module.train(false);
        foreach (var part in module.modules())
            if (part is BatchNormModule) part.train(false);
    }

    private static Step[] StepsOf(ReadOnlySpan<Part> parts)
    {
        var steps = new List<Step>(parts.Length);
        foreach (var (layer, module, activation) in parts)
        {
            if (module is null)
            {
                // Where the layers begin with an activation, the layer before has left it to be applied here.
                if (steps.Count == 0) steps.Add(new Step(null, activation));
                else steps[^1] = steps[^1] with { After = activation };
                continue;
            }
            var after = activation;
            if (layer is MaxPool2DLayer or GlobalMaxPool2DLayer or GlobalMaxPool1DLayer && steps.Count > 0 && Activations.IsMonotone(steps[^1].After))
            {
                after = steps[^1].After;
                steps[^1] = steps[^1] with { After = Activation.Linear };
            }
            steps.Add(new Step(module, after));
        }
        return [.. steps];
    }

    private static Tensor Run(Step[] steps, Tensor input, SequenceLengths? lengths)
    {
        using var scope = NewDisposeScope();
        using var walk = new LengthsWalk(lengths);
        var x = input;
        foreach (var (module, after) in steps)
        {
            var result = module switch
            {
                null => Activations.Apply(after, x),
                ActivatedModule activated => activated.Forward(x, walk.Current, after),
                SequenceModule sequences => Activations.ApplyToOwn(after, sequences.Forward(x, walk.Current)),
                _ => Activations.ApplyToOwn(after, module.call(x))
            };
            // Frees memory early in scoring; while training, the autograd graph keeps what it needs.
            if (!ReferenceEquals(x, input) && !ReferenceEquals(x, result)) x.Dispose();
            x = result;
            if (module is not null) walk.Pass(module);
        }
        return (ReferenceEquals(x, input) ? input.alias() : x).MoveToOuterDisposeScope();
    }

    /// <summary>A layer with its module and its activation; without a module it is only an activation, for the step before it.</summary>
    private readonly record struct Part(Layer Layer, nn.Module<Tensor, Tensor>? Module, Activation Activation);

    private readonly record struct Step(nn.Module<Tensor, Tensor>? Module, Activation After);
}
