namespace Microsoft.ML.DeepModels.Tests.Common;

/// <summary>
/// Tiny seeded sequences of 4 to 12 steps. What they are depends on the order of the steps, not on which values occur: a bump comes before
/// a dip ("up first") or after it ("down first"), somewhere. The number is by how many steps they are apart, with that sign.
/// </summary>
internal static class Sequences
{
    public static readonly string[] Names = ["up first", "down first"];

    private static readonly string[] s_fillers = ["the", "a", "of", "to"];

    public static List<SequenceRow> Rows(int count, int seed)
    {
        var random = new Random(seed);
        var rows = new List<SequenceRow>(count);
        for (int i = 0; i < count; i++)
        {
            int steps = random.Next(4, 13), first = random.Next(0, steps - 1), second = random.Next(first + 1, steps);
            bool up = i % 2 == 0;
            var values = new float[2 * steps];
            var words = new string[steps];
            for (int t = 0; t < steps; t++)
            {
                values[2 * t] = 0.2f * (random.NextSingle() - 0.5f) + (t == first ? (up ? 1 : -1) : t == second ? (up ? -1 : 1) : 0);
                values[2 * t + 1] = random.NextSingle() - 0.5f;
                words[t] = t == first ? (up ? "rise" : "fall") : t == second ? (up ? "fall" : "rise") : s_fillers[random.Next(s_fillers.Length)];
            }
            rows.Add(new SequenceRow { Features = values, Words = words, Label = Names[up ? 0 : 1], Number = up ? second - first : first - second });
        }
        return rows;
    }

    /// <summary>A view whose Features are sequences of different lengths and whose Label is a key.</summary>
    public static IDataView View(MLContext context, int count, int seed) => Keyed(context, Rows(count, seed));

    /// <summary>Nine rows of seed 5; the third has a part of a step, the fifth a NaN.</summary>
    public static IDataView Spoiled(MLContext context)
    {
        var rows = Rows(9, 5);
        rows[2].Features = [1, 2, 3];
        rows[4].Features[1] = float.NaN;
        return Keyed(context, rows);
    }

    /// <summary>Nine rows of seed 5; the third has no token, the fifth none that is known.</summary>
    public static IDataView SpoiledTokens(MLContext context)
    {
        var rows = Rows(9, 5);
        rows[2].Words = [];
        rows[4].Words = ["unheard", "of it"];
        return Tokens(context, rows);
    }

    public static IDataView Keyed(MLContext context, IEnumerable<SequenceRow> rows)
    {
        var view = context.Data.LoadFromEnumerable(rows);
        return ToKey(context, "Label", Names).Fit(view).Transform(view);
    }

    /// <summary>A view whose Features are keys of words, and whose Label is a key.</summary>
    public static IDataView Tokens(MLContext context, IEnumerable<SequenceRow> rows)
    {
        var view = Keyed(context, rows);
        return ToKey(context, "Words", ["rise", "fall", .. s_fillers]).Append(context.Transforms.CopyColumns("Features", "Words")).Fit(view).Transform(view);
    }

    private static IEstimator<ITransformer> ToKey(MLContext context, string column, string[] values) => context.Transforms.Conversion.MapValueToKey(
        column, column, keyData: context.Data.LoadFromEnumerable(values.Select(value => new Shapes.KeyValue { Value = value })));
}
