using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Tests.GenerativeAdversarialNetwork;

/// <summary>A row of a table.</summary>
internal sealed class Person
{
    public static readonly string[] Towns = ["Bern", "Basel", "Chur"];

    /// <summary>1.7 or 4.2 with deviations of 0.3 and 0.6, by the town.</summary>
    public float Height { get; set; }

    /// <summary>Whole numbers from 18 to 90.</summary>
    public float Age { get; set; }

    /// <summary>Always 7.</summary>
    public float Constant { get; set; }

    [VectorType(2)]
    public float[] Place { get; set; } = [];

    public string Town { get; set; } = "";

    /// <summary>Two Gaussians, of which one belongs to Bern (60%) and the other to Basel (30%) and Chur (10%).</summary>
    public static List<Person> Rows(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            double draw = random.NextDouble();
            string town = draw < 0.6 ? Towns[0] : draw < 0.9 ? Towns[1] : Towns[2];
            bool small = town == Towns[0];
            return new Person
            {
                Height = (float)((small ? 1.7 : 4.2) + (small ? 0.3 : 0.6) * Normal(random)),
                Age = random.Next(18, 91),
                Constant = 7,
                Place = [(float)(1000 + 20 * Normal(random)), (float)(0.001 * Normal(random))],
                Town = town
            };
        })];
    }

    /// <summary>A view whose Town is a key.</summary>
    public static IDataView View(MLContext context, IEnumerable<Person> rows)
    {
        var view = context.Data.LoadFromEnumerable(rows);
        var towns = context.Data.LoadFromEnumerable(Towns.Select(town => new TownValue { Value = town }));
        return context.Transforms.Conversion.MapValueToKey("Town", "Town", keyData: towns).Fit(view).Transform(view);
    }

    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>One row of the key data.</summary>
    public sealed class TownValue
    {
        public string Value { get; set; } = "";
    }
}

/// <summary>A latent vector of length 4.</summary>
internal sealed class LatentRow
{
    [VectorType(4)]
    public float[] Latent { get; set; } = [];
}

/// <summary>A tiny image.</summary>
internal sealed class TinyImage
{
    [VectorType(1, 8, 8)]
    public float[] Features { get; set; } = [];

    /// <summary>The left or the right half is bright, in equal parts.</summary>
    public static List<TinyImage> Rows(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => new TinyImage
        {
            Features = [.. Enumerable.Range(0, 64).Select(p => (p % 8 < 4 == (i % 2 == 0) ? 0.8f : 0.05f) + 0.1f * random.NextSingle())]
        })];
    }
}

/// <summary>What a prediction engine reads.</summary>
internal sealed class ScorePrediction
{
    public float Score { get; set; }
}
