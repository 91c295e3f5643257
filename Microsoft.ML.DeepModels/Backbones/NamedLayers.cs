using Microsoft.ML.DeepModels.Layers;

namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>
/// A list of layers in the making, each with the name that torchvision gives it, so that an architecture reads as a table. Methods return the list itself.
/// </summary>
internal sealed class NamedLayers
{
    private readonly List<(Layer Layer, IReadOnlyList<(string Ours, string Theirs)> Names)> _entries = [];
    private readonly List<int> _blocks = [];

    /// <summary>The layers so far.</summary>
    public IReadOnlyList<Layer> Layers => [.. _entries.Select(entry => entry.Layer)];

    /// <summary>How many layers there were at each call of <see cref="EndBlock"/>.</summary>
    public IReadOnlyList<int> Blocks => _blocks;

    /// <summary>Our name of each parameter and buffer, and torchvision's.</summary>
    public IEnumerable<(string Ours, string Theirs)> Names =>
        _entries.SelectMany((entry, i) => entry.Names.Select(name => ($"{i}.{name.Ours}", name.Theirs)));

    /// <summary>Adds a layer.</summary>
    /// <param name="layer">any but a residual block or branches</param>
    /// <param name="name">torchvision's name of its module, or of its parameter where it has no module of its own; none for a layer without parameters</param>
    public NamedLayers Add(Layer layer, string name = "") => Add(layer, [.. ParametersOf(layer).Select(parameter => (parameter.Ours, Join(name, parameter.Theirs)))]);

    /// <summary>Adds the layers of another list.</summary>
    public NamedLayers Add(NamedLayers layers)
    {
        _entries.AddRange(layers._entries);
        return this;
    }

    /// <summary>Adds a convolution that keeps the size at stride 1, without a bias.</summary>
    public NamedLayers Convolution(string name, int filters, int kernel, int stride = 1, int groups = 1) =>
        Add(Layer.Conv2D(filters, kernel, stride: stride, padding: Padding.Symmetric, groups: groups, useBias: false), name);

    /// <summary>Adds such a convolution with batch normalisation after it, as <c>name.0</c> and <c>name.1</c>, then an activation.</summary>
    public NamedLayers ConvolutionBlock(string name, int filters, int kernel, Activation activation, int stride = 1, int groups = 1, Layer? norm = null)
    {
        Convolution($"{name}.0", filters, kernel, stride, groups).Add(norm ?? Layer.BatchNorm(), $"{name}.1");
        return activation == Activation.Linear ? this : Add(Layer.Activation(activation));
    }

    /// <summary>Adds the body to its input, which it has the shape of.</summary>
    public NamedLayers Residual(NamedLayers body) => Add(Layer.Residual([.. body.Layers]), Nested("body", body));

    /// <summary>Adds the sum of branches; an empty one is the input.</summary>
    public NamedLayers Sum(params NamedLayers[] branches) => Add(Layer.Sum([.. branches.Select(branch => branch.Layers.ToArray())]), Nested(branches));

    /// <summary>Adds branches side by side; an empty one is the input.</summary>
    public NamedLayers Concatenate(params NamedLayers[] branches) =>
        Add(Layer.Concatenate([.. branches.Select(branch => branch.Layers.ToArray())]), Nested(branches));

    /// <summary>What was added since the last call is a block.</summary>
    public NamedLayers EndBlock()
    {
        _blocks.Add(_entries.Count);
        return this;
    }

    private NamedLayers Add(Layer layer, IReadOnlyList<(string Ours, string Theirs)> names)
    {
        _entries.Add((layer, names));
        return this;
    }

    private static IReadOnlyList<(string Ours, string Theirs)> Nested(string prefix, NamedLayers layers) =>
        [.. layers.Names.Select(name => ($"{prefix}.{name.Ours}", name.Theirs))];

    private static IReadOnlyList<(string Ours, string Theirs)> Nested(NamedLayers[] branches) =>
        [.. branches.SelectMany((branch, i) => Nested(i.ToString(System.Globalization.CultureInfo.InvariantCulture), branch))];

    private static string Join(string name, string parameter) => parameter == "" ? name : $"{name}.{parameter}";

    /// <summary>The parameters and buffers of a layer by our names and torchvision's; the latter empty where the layer's name is the parameter's.</summary>
    private static IEnumerable<(string Ours, string Theirs)> ParametersOf(Layer layer) => layer switch
    {
        Conv2DLayer { UseBias: true } or DenseLayer { UseBias: true } or LayerNormLayer => Same("weight", "bias"),
        Conv2DLayer or DenseLayer => Same("weight"),
        BatchNormLayer => Same("weight", "bias", "running_mean", "running_var"),
        SqueezeExcitationLayer => Same("fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"),
        SelfAttentionLayer => Same("in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias"),
        ChannelScaleLayer or ClassTokenLayer or PositionEmbeddingLayer => [("weight", "")],
        _ => [],
    };

    private static IEnumerable<(string Ours, string Theirs)> Same(params string[] names) => names.Select(name => (name, name));
}
