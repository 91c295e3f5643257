using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using TorchSharp.Utils;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;

/// <summary>
/// Generator and discriminator (Goodfellow et al., "Generative adversarial networks", 2014), and a moving average of the generator where there is one. Owns them.
/// </summary>
internal sealed class GenerativeAdversarialNetworkModule : GenerativeNetwork
{
    private const ulong NoiseSeed = 0x5EED06B1E;

    private readonly GenerativeAdversarialNetworkDefinition _definition;
    private readonly RowKeys _keys;
    private readonly RowScaling? _scaling;

    [ComponentName(Name = "generator")]
    private readonly LayerStack _generator;

    [ComponentName(Name = "discriminator")]
    private readonly LayerStack _discriminator;

    [ComponentName(Name = "average")]
    private readonly LayerStack? _average;

    public GenerativeAdversarialNetworkModule(GenerativeAdversarialNetworkDefinition definition, ModuleContext context)
        : base(nameof(GenerativeAdversarialNetworkModule))
    {
        _definition = definition;
        _keys = new RowKeys(definition.Keys, definition.DataShape.ElementCount);
        var made = new List<LayerStack>(3);
        try
        {
            made.Add(LayerStack.Create(definition.Generator, context));
            made.Add(LayerStack.Create(definition.Discriminator, context));
            if (definition.HasAverage) made.Add(LayerStack.Create(definition.Generator, context));
        }
        catch
        {
            foreach (var network in made) network.Dispose();
            throw;
        }
        (_generator, _discriminator, _average) = (made[0], made[1], made.ElementAtOrDefault(2));
        RegisterComponents();
        if (Average is not null)
        {
            foreach (var (_, parameter) in ModuleTensors.Parameters(Average).ToList()) parameter.requires_grad_(false);
            Follow(0);
        }
        if (definition.Scale is { } scale) _scaling = new RowScaling(scale, definition.DataShape, definition.Keys, context.Device);
    }

    public LayerStack Generator => _generator;

    public LayerStack Discriminator => _discriminator;

    /// <summary>A moving average of the generator, which nothing trains; null: there is none.</summary>
    public LayerStack? Average => _average;

    /// <summary>Rows as the discriminator sees them.</summary>
    public Tensor Scaled(Tensor rows) => _scaling?.Scale(rows) ?? rows;

    /// <summary>Makes rows as the discriminator sees them, while training.</summary>
    /// <param name="latents">(batch, latent size)</param>
    /// <param name="labels">(batch) class indices; null without a condition</param>
    /// <param name="gumbel">makes the noise by which keys are drawn, given its shape</param>
    /// <param name="temperature">of the softmax that stands for a key</param>
    /// <returns>(batch, ...) of the shape of a row</returns>
    public Tensor Make(Tensor latents, Tensor? labels, Func<long[], Tensor> gumbel, double temperature)
    {
        var made = Generator.call(Condition.Beside(latents, labels, _definition.Classes));
        return _keys.Any ? _keys.Soft(Forbid(made), gumbel(made.shape), temperature) : made;
    }

    /// <summary>(batch) the discriminator's scores.</summary>
    /// <param name="rows">(batch, ...) as it sees them</param>
    /// <param name="labels">(batch) class indices; null without a condition</param>
    public Tensor Judge(Tensor rows, Tensor? labels) => Discriminator.call(Condition.Beside(rows, labels, _definition.Classes)).squeeze(1);

    /// <summary>Moves the average by one step towards the generator. What neither learns, such as running statistics, is copied.</summary>
    /// <param name="decay">what is kept of the average, in [0, 1)</param>
    public void Follow(double decay)
    {
        if (Average is null) return;
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var ((_, average), (_, source)) in Average.named_buffers().Zip(Generator.named_buffers()))
        {
            if (source.requires_grad && decay > 0) average.Times_(decay).PlusScaled_(source, 1 - decay);
            else average.copy_(source);
        }
    }

    /// <inheritdoc/>
    public override void Describe(Batch batch, ReadOnlySpan<bool> wanted, Span<Tensor?> results)
    {
        var scores = Judge(Scaled(batch.Features), batch.Labels);
        results[0] = _definition.IsProbability ? scores.sigmoid() : scores;
    }

    /// <inheritdoc/>
    public override Tensor Generate(Tensor latents, Tensor? labels)
    {
        var made = (Average ?? Generator).call(Condition.Beside(latents, labels, _definition.Classes));
        if (_keys.Any) made = _keys.Hard(Forbid(made), RowNoise.Gumbel(latents, _definition.DataShape.ElementCount, NoiseSeed));
        return _scaling?.Restore(made) ?? made;
    }

    private Tensor Forbid(Tensor made) => _scaling?.Forbid(made) ?? made;

    protected override void Dispose(bool disposing)
    {
        if (disposing) _scaling?.Dispose();
        base.Dispose(disposing);
    }
}
