using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Tests.Common;

/// <summary>Tiny seeded pictures of three shapes (horizontal bar, vertical bar, square) in noise: a few epochs tell them apart.</summary>
internal static class Shapes
{
    public const int Size = 12;

    public static readonly string[] Names = ["horizontal", "vertical", "square"];

    /// <summary>Rows with planar pixels, a text label, and the index of the shape as a number.</summary>
    public static List<ShapeRow> Rows(int count, int seed)
    {
        var random = new Random(seed);
        var rows = new List<ShapeRow>(count);
        for (int i = 0; i < count; i++)
        {
            int shape = i % Names.Length;
            var pixels = new float[Size * Size];
            for (int p = 0; p < pixels.Length; p++) pixels[p] = 0.3f * random.NextSingle();
            int top = random.Next(1, Size - 6), left = random.Next(1, Size - 6);
            for (int y = 0; y < 6; y++)
            {
                for (int x = 0; x < 6; x++)
                {
                    bool ink = shape == 0 ? y is 2 or 3 : shape == 1 ? x is 2 or 3 : x is 0 or 5 || y is 0 or 5;
                    if (ink) pixels[(top + y) * Size + left + x] += 0.7f;
                }
            }
            rows.Add(new ShapeRow { Features = pixels, Label = Names[shape], Number = shape, Weight = 1 });
        }
        return rows;
    }

    /// <summary>A view whose Features are (1, 12, 12) and whose Label is a key.</summary>
    public static IDataView View(MLContext context, int count, int seed) => Keyed(context, context.Data.LoadFromEnumerable(Rows(count, seed)));

    /// <summary>Nine rows of seed 5; a value of the third is NaN, one of the fifth infinite.</summary>
    public static IDataView Spoiled(MLContext context)
    {
        var rows = Rows(9, 5);
        rows[2].Features[7] = float.NaN;
        rows[4].Features[0] = float.PositiveInfinity;
        return Keyed(context, context.Data.LoadFromEnumerable(rows));
    }

    /// <summary>Maps the text label to a key, in the order of <see cref="Names"/>.</summary>
    public static IDataView Keyed(MLContext context, IDataView rows) => ToKey(context).Fit(rows).Transform(rows);

    /// <summary>The estimator that makes keys of the text label.</summary>
    public static IEstimator<ITransformer> ToKey(MLContext context)
    {
        var values = context.Data.LoadFromEnumerable(Names.Select(name => new KeyValue { Value = name }));
        return context.Transforms.Conversion.MapValueToKey("Label", "Label", keyData: values);
    }

    /// <summary>One row of the key data.</summary>
    public sealed class KeyValue
    {
        public string Value { get; set; } = "";
    }
}
