using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>What the poolings of sequences share: (batch, steps, features) to (batch, steps, features), by a window that ignores padding.</summary>
internal abstract class Pool1DModule(string name, StepWindow window) : SequenceModule(name)
{
    protected StepWindow Window { get; } = window;

    public sealed override SequenceLengths? LengthsAfter(SequenceLengths? lengths) => lengths?.Map(Window.Output);

    /// <summary>As an image of height 1 in channels-last memory, which a sequence is already, with a value at the places where there is no step.</summary>
    protected Tensor Image(Tensor input, SequenceLengths? lengths, double nothing)
    {
        using var scope = NewDisposeScope();
        var x = lengths?.Filled(input, nothing) ?? input;
        long before = Window.Before, after = Window.After((int)input.shape[1]);
        if (before + after > 0) x = nn.functional.pad(x, [0, 0, before, after], PaddingModes.Constant, nothing);
        return x.unsqueeze(1).permute(0, 3, 1, 2).MoveToOuterDisposeScope(); // (batch, features, 1, steps)
    }

    /// <summary>(batch, features, 1, steps) to (batch, steps, features)</summary>
    protected static Tensor Sequence(Tensor image)
    {
        using var rows = image.squeeze(2);
        return rows.transpose(1, 2);
    }
}
