using Microsoft.ML.DeepModels.Persistence;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>Fills a module with the weights of a file. Everything is compared before anything is written; all differences are in one error.</summary>
internal static class WeightReading
{
    // Of the places in a file's position embedding to those of the network: eight times its image size. More is no honest file, and would take memory.
    private const long MostPlaces = 64;

    /// <param name="file">the weights</param>
    /// <param name="targets">the module's parameters and buffers by our names; they are written to</param>
    /// <param name="names">from our names to those of the file</param>
    /// <param name="top">beginnings of names in the file that need not be there, and may be there in any shape: those of layers that are left out</param>
    /// <param name="rename">from a name in the file to the one by which <paramref name="names"/> knows it; older files have other names</param>
    /// <param name="firstWeight">our name of the first convolution's filters: where they have one channel and three in the file, these are summed, so that a grey image gives what it would as a colour image</param>
    /// <param name="positions">a vision transformer's position embedding, which is brought to its grid by bicubic interpolation; null: there is none</param>
    /// <param name="description">of the backbone, for messages</param>
    /// <exception cref="InvalidDataException">The file is damaged, or has not the tensors that are needed.</exception>
    public static void Read(
        StateDictionary file, IReadOnlyList<(string OurName, Tensor Target)> targets, IReadOnlyDictionary<string, string> names, IReadOnlyList<string> top, Func<string, string> rename,
        string? firstWeight, PositionGrid? positions, string description)
    {
        var comparison = new WeightComparison(file, top, rename);
        var plan = new List<(StateTensor Stored, Tensor Target, Fit Fit)>();
        foreach (var (ourName, target) in targets)
        {
            if (!names.TryGetValue(ourName, out string? name)) throw new ArgumentException($"'{ourName}' of {description} has no name in files of weights.", nameof(names));
            if (comparison.Take(name, target) is not { } stored) continue;
            if (FitOf(stored, target, ourName == firstWeight, ourName == positions?.Parameter ? positions : null) is { } fit) plan.Add((stored, target, fit));
            else comparison.AddMisfit(name, stored, target);
        }
        comparison.ThrowIfDifferent(description, targets.Count);
        using var noGrad = no_grad();
        foreach (var (stored, target, fit) in plan)
        {
            using var scope = NewDisposeScope();
            switch (fit)
            {
                case Fit.Same:
                    file.Read(stored.Name, target);
                    break;
                case Fit.SumOfChannels:
                    target.copy_(Values(file, stored, target).sum([1L], true)); // (filters, 1, height, width)
                    break;
                default:
                    target.copy_(Interpolated(Values(file, stored, target), positions!));
                    break;
            }
        }
    }

    private static Fit? FitOf(StateTensor stored, Tensor target, bool isFirst, PositionGrid? positions)
    {
        if (target.is_floating_point() && !is_floating_point(stored.Type)) return null;
        long[] from = stored.Shape, to = target.shape;
        if (positions is not null)
        {
            if (from.Length != 3 || from[0] != 1 || from[2] != to[2] || from[1] / MostPlaces > to[1] || Side(from[1] - 1) is not { } side) return null;
            return side == positions.Height && side == positions.Width ? Fit.Same : Fit.Interpolated;
        }
        if (IsSame(from, to)) return Fit.Same;
        bool isSummed = isFirst && from.Length == 4 && to.Length == 4 && from[1] == 3 && to[1] == 1 && from[0] == to[0] && from[2] == to[2] && from[3] == to[3];
        return isSummed ? Fit.SumOfChannels : null;
    }

    /// <summary>Axes of length 1 at the end say nothing: a dense layer is a convolution of one pixel.</summary>
    private static bool IsSame(ReadOnlySpan<long> a, ReadOnlySpan<long> b)
    {
        while (a.Length > b.Length && a[^1] == 1) a = a[..^1];
        while (b.Length > a.Length && b[^1] == 1) b = b[..^1];
        return a.SequenceEqual(b);
    }

    private static long? Side(long count)
    {
        long side = (long)Math.Round(Math.Sqrt(count));
        return side > 0 && side * side == count ? side : null;
    }

    private static Tensor Values(StateDictionary file, StateTensor stored, Tensor target)
    {
        var values = empty(stored.Shape, target.dtype, target.device);
        file.Read(stored.Name, values);
        return values;
    }

    /// <summary>As torchvision does it (models.vision_transformer.interpolate_embeddings): the class token, which is at no place, stays as it is.</summary>
    /// <param name="embedding">(1, 1 + size * size, features) of a square grid</param>
    /// <param name="positions">the grid that it is brought to</param>
    /// <returns>(1, 1 + height * width, features)</returns>
    internal static Tensor Interpolated(Tensor embedding, PositionGrid positions)
    {
        long features = embedding.shape[2], size = Side(embedding.shape[1] - 1)!.Value;
        var token = embedding.narrow(1, 0, 1); // (1, 1, features)
        var grid = embedding.narrow(1, 1, size * size).permute(0, 2, 1).reshape(1, features, size, size);
        grid = nn.functional.interpolate(grid, [positions.Height, positions.Width], null, InterpolationMode.Bicubic, true); // (1, features, height, width)
        return cat([token, grid.reshape(1, features, -1).permute(0, 2, 1)], 1);
    }

    private enum Fit
    {
        Same,
        SumOfChannels,
        Interpolated
    }
}
