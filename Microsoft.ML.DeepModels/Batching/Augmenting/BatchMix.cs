using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Batching.Augmenting;

/// <summary>How the rows of one batch are mixed with each other: row i with row <see cref="Partners"/>[i].</summary>
internal sealed class BatchMix
{
    private readonly PixelWindow? _window; // of the partner, over the row; null: both are blended

    private BatchMix(int[] partners, double part, PixelWindow? window)
    {
        Partners = partners;
        Part = part;
        _window = window;
    }

    /// <summary>By which other row, or itself, each row is joined.</summary>
    public IReadOnlyList<int> Partners { get; }

    /// <summary>Lambda: how much of a row is its own, in [0, 1).</summary>
    public double Part { get; }

    /// <summary>Draws one; null where rows stay as they are, for there is one alone or its part is 1.</summary>
    /// <param name="augmentation">says what and how much</param>
    /// <param name="rows">of the batch</param>
    /// <param name="height">of an image</param>
    /// <param name="width">of an image</param>
    /// <param name="seed">all follows from it</param>
    public static BatchMix? Draw(Augmentation augmentation, int rows, int height, int width, ulong seed)
    {
        if (rows < 2 || !augmentation.Mixes) return null;
        var random = new RandomStream(seed);
        bool cut = augmentation.CutMix > 0 && (augmentation.Mixup == 0 || random.Chance(0.5));
        double part = random.Beta(cut ? augmentation.CutMix : augmentation.Mixup);
        PixelWindow? window = null;
        if (cut)
        {
            window = PixelWindow.DrawAround(1 - part, height, width, ref random);
            part = 1 - (double)window.Value.Height * window.Value.Width / ((double)height * width);
        }
        if (part >= 1) return null;
        int[] partners = [.. Enumerable.Range(0, rows)];
        new Shuffler(random.NextBits()).Shuffle(partners);
        return new BatchMix(partners, part, window);
    }

    /// <summary>Mixes the rows in their place.</summary>
    /// <param name="images">(batch, height, width, channels) Float32 on the CPU</param>
    public void Apply(Tensor images)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var order = tensor(Partners.Select(partner => (long)partner).ToArray()); // (batch)
        if (_window is { } window)
        {
            var place = images.narrow(1, window.Top, window.Height).narrow(2, window.Left, window.Width); // (batch, height of the window, its width, channels)
            place.copy_(place.index_select(0, order));
            return;
        }
        var others = images.index_select(0, order); // (batch, height, width, channels)
        images.Times_(Part).PlusScaled_(others, 1 - Part);
    }

    /// <summary>Twice as many slots as rows: those whose label has the larger part of the rows, then the others.</summary>
    public int[] LabelSlots(ReadOnlySpan<int> slots)
    {
        int[] own = [.. slots], partners = [.. Partners.Select(partner => own[partner])];
        return Part >= 0.5 ? [.. own, .. partners] : [.. partners, .. own];
    }

    /// <summary>The part of rows that a label has, by its place among <see cref="LabelSlots"/>.</summary>
    public double PartOfLabel(int index) => index < Partners.Count ? Math.Max(Part, 1 - Part) : Math.Min(Part, 1 - Part);
}
