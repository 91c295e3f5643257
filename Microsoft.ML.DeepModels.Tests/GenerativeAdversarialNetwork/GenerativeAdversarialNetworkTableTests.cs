using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;
using Microsoft.ML.DeepModels.Tests.Common;
using Microsoft.ML.DeepModels.Tests.Families;
using Options = Microsoft.ML.DeepModels.GenerativeAdversarialNetwork.GenerativeAdversarialNetworkTrainer.Options;

namespace Microsoft.ML.DeepModels.Tests.GenerativeAdversarialNetwork;

/// <summary>Rows of several columns: numbers come back in their units, keys as keys.</summary>
[TestClass]
public class GenerativeAdversarialNetworkTableTests
{
    private static readonly string[] s_columns = ["Town", "Height", "Age", "Constant", "Place"];

    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Fit_OnTwoGaussiansAndAKey_LearnsTheirShares()
    {
        var data = Person.View(_context, Person.Rows(1500, 1));
        using var model = _context.Transforms.GenerativeAdversarialNetwork(new Options
        {
            ColumnNames = ["Height", "Town"], LatentSize = 8, Preset = GenerativeAdversarialNetworkPreset.Dense, Epochs = 60, BatchSize = 100, LearningRate = 1e-3,
            GeneratorAverage = 0.99, Seed = 1
        }).Fit(data);
        var made = model.Generate(3000, 1);
        float[] heights = [.. made.GetColumn<float>("Height")];
        uint[] towns = [.. made.GetColumn<uint>("Town")];
        Assert.IsTrue(towns.All(key => key is >= 1 and <= 3));
        double[] shares = [.. Enumerable.Range(1, 3).Select(key => towns.Count(town => town == key) / 3000.0)];
        double[] small = [.. heights.Where((_, i) => towns[i] == 1).Select(x => (double)x)], large = [.. heights.Where((_, i) => towns[i] > 1).Select(x => (double)x)];
        string found = $"shares {string.Join(", ", shares)}; means {small.Average()}, {large.Average()}; deviations {Deviation(small)}, {Deviation(large)}";
        Assert.AreEqual(0.6, shares[0], 0.12, found);
        Assert.AreEqual(0.3, shares[1], 0.12, found);
        Assert.AreEqual(0.1, shares[2], 0.06, found);
        Assert.AreEqual(1.7, small.Average(), 0.25, found);
        Assert.AreEqual(4.2, large.Average(), 0.4, found);
        Assert.AreEqual(0.3, Deviation(small), 0.15, found);
        Assert.AreEqual(0.6, Deviation(large), 0.25, found);
    }

    [TestMethod]
    public void Generate_GivesTheColumnsOfTheTableWithinWhatCameInTraining()
    {
        var rows = Person.Rows(200, 1);
        var data = Person.View(_context, rows);
        using var model = _context.Transforms.GenerativeAdversarialNetwork(SmallGenerativeAdversarialNetwork.TableOptions(s_columns)).Fit(data);
        var made = model.Generate(300, 1);
        CollectionAssert.AreEqual(s_columns, made.Schema.Select(column => column.Name).ToArray());
        foreach (string name in s_columns) Assert.AreEqual(data.Schema[name].Type, made.Schema[name].Type, name);
        Assert.IsTrue(made.GetColumn<float>("Constant").All(value => value == 7), "a constant");
        Assert.IsTrue(made.GetColumn<float>("Age").All(age => age is >= 18 and <= 90 && age == MathF.Round(age)), "whole numbers");
        Assert.IsTrue(made.GetColumn<float>("Height").Any(height => height != MathF.Round(height)), "no whole numbers");
        float[][] places = [.. made.GetColumn<float[]>("Place")];
        Assert.IsTrue(places.All(place => place[0] >= rows.Min(row => row.Place[0]) && place[0] <= rows.Max(row => row.Place[0])));
        Assert.IsTrue(places.All(place => place[1] >= rows.Min(row => row.Place[1]) && place[1] <= rows.Max(row => row.Place[1])));
        var texts = _context.Transforms.Conversion.MapKeyToValue("Town").Fit(made).Transform(made).GetColumn<string>("Town").Distinct().ToList();
        Assert.IsTrue(texts.Count > 1 && texts.All(text => Person.Towns.Contains(text)), string.Join(", ", texts));
        Scores.AssertSame(Scores.Of(made, "Height"), Scores.Of(model.Generate(300, 1), "Height"));
        CollectionAssert.AreEqual(made.GetColumn<uint>("Town").Take(9).ToArray(), model.Generate(9, 1).GetColumn<uint>("Town").ToArray());
    }

    [TestMethod]
    public void Generate_OfKeysThatNeverCame_MakesNone()
    {
        var rows = Person.Rows(100, 1).Where(row => row.Town != "Bern");
        using var model = _context.Transforms.GenerativeAdversarialNetwork(SmallGenerativeAdversarialNetwork.TableOptions("Town", "Height")).Fit(Person.View(_context, rows));
        CollectionAssert.AreEquivalent(new uint[] { 2, 3 }, model.Generate(500, 1).GetColumn<uint>("Town").Distinct().ToArray());
    }

    [TestMethod]
    public void Load_OfATable_GeneratesTheSameRows()
    {
        var data = Person.View(_context, Person.Rows(100, 1));
        using var model = _context.Transforms.GenerativeAdversarialNetwork(SmallGenerativeAdversarialNetwork.TableOptions(s_columns)).Fit(data);
        using var file = new MemoryStream();
        _context.Model.Save(model, data.Schema, file);
        file.Position = 0;
        using var loaded = (GenerativeAdversarialNetworkTransformer)new MLContext().Model.Load(file, out _);
        IDataView expected = model.Generate(50, 3), actual = loaded.Generate(50, 3);
        foreach (string name in s_columns) Assert.AreEqual(expected.Schema[name].Type, actual.Schema[name].Type);
        CollectionAssert.AreEqual(expected.GetColumn<uint>("Town").ToArray(), actual.GetColumn<uint>("Town").ToArray());
        Scores.AssertSame(Scores.Of(expected, "Height"), Scores.Of(actual, "Height"));
        Scores.AssertSame(Scores.Of(expected, "Place"), Scores.Of(actual, "Place"));
        CollectionAssert.AreEqual(
            _context.Transforms.Conversion.MapKeyToValue("Town").Fit(expected).Transform(expected).GetColumn<string>("Town").ToArray(),
            _context.Transforms.Conversion.MapKeyToValue("Town").Fit(actual).Transform(actual).GetColumn<string>("Town").ToArray());
        Scores.AssertSame(Scores.Of(model.Transform(data)), Scores.Of(loaded.Transform(data)));
    }

    [TestMethod]
    public void Generate_UnderALabel_LearnsTheNumbersOfIt()
    {
        var data = Person.View(_context, Person.Rows(1500, 1));
        using var model = _context.Transforms.GenerativeAdversarialNetwork(new Options
        {
            ColumnNames = ["Height"], LabelColumnName = "Town", LatentSize = 8, Preset = GenerativeAdversarialNetworkPreset.Dense, Epochs = 40, BatchSize = 100, LearningRate = 1e-3,
            GeneratorAverage = 0.99, Seed = 1
        }).Fit(data);
        Assert.AreEqual(1.7, model.Generate(500, 1, "Bern").GetColumn<float>("Height").Average(), 0.3);
        Assert.AreEqual(4.2, model.Generate(500, 1, "Basel").GetColumn<float>("Height").Average(), 0.5);
    }

    [TestMethod]
    public void Transform_OfATableWithAMissingKeyOrNaN_ScoresNaN()
    {
        var rows = Person.Rows(30, 1);
        using var model = _context.Transforms.GenerativeAdversarialNetwork(SmallGenerativeAdversarialNetwork.TableOptions(s_columns)).Fit(Person.View(_context, rows));
        rows[1].Town = "Genf";
        rows[2].Height = float.NaN;
        rows[3].Place = [1, float.PositiveInfinity];
        float[] scores = [.. model.Transform(Person.View(_context, rows)).GetColumn<float>("Score")];
        for (int i = 0; i < scores.Length; i++) Assert.AreEqual(i is 1 or 2 or 3, float.IsNaN(scores[i]), $"row {i}");
    }

    [TestMethod]
    public void Fit_OnATableThatCannotBeRead_NamesRowColumnAndCause()
    {
        foreach (var (spoil, message) in new (Action<Person>, string)[]
        {
            (row => row.Town = "Genf", "row 4 (the first is 0), column 'Town'"),
            (row => row.Town = "Genf", "the key is missing"),
            (row => row.Height = float.NaN, "column 'Height': the value is NaN, expected a finite number; ReplaceMissingValues replaces NaN"),
            (row => row.Place = [1, float.NegativeInfinity], "column 'Place': value 1 is -infinity")
        })
        {
            var rows = Person.Rows(9, 1);
            spoil(rows[4]);
            var trainer = _context.Transforms.GenerativeAdversarialNetwork(SmallGenerativeAdversarialNetwork.TableOptions(s_columns));
            Assert.Contains(message, Assert.ThrowsExactly<InvalidOperationException>(() => trainer.Fit(Person.View(_context, rows))).Message);
        }
    }

    [TestMethod]
    public void Fit_OnColumnsThatCannotBeRead_SaysWhatIsExpected()
    {
        var data = _context.Data.LoadFromEnumerable(Person.Rows(9, 1));
        void Refused(string column, string message)
        {
            var trainer = _context.Transforms.GenerativeAdversarialNetwork(SmallGenerativeAdversarialNetwork.TableOptions("Height", column));
            Assert.Contains(message, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.Fit(data)).Message);
            Assert.Contains(message, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.GetOutputSchema(DeepModels.Interop.SchemaColumns.ShapeOf(data.Schema))).Message);
        }

        Refused("Town", "Schema mismatch for input column 'Town': expected Single, Vector<Single> or Key<UInt32>, got String");
        Refused("Weight", "Could not find input column 'Weight'");
    }

    [TestMethod]
    public void Transform_OfKeysThatStandForOthers_Refuses()
    {
        using var model = _context.Transforms.GenerativeAdversarialNetwork(SmallGenerativeAdversarialNetwork.TableOptions(s_columns)).Fit(Person.View(_context, Person.Rows(30, 1)));
        var others = _context.Data.LoadFromEnumerable(Person.Rows(30, 1));
        var turned = _context.Data.LoadFromEnumerable(Person.Towns.Reverse().Select(town => new Person.TownValue { Value = town }));
        others = _context.Transforms.Conversion.MapValueToKey("Town", "Town", keyData: turned).Fit(others).Transform(others);
        var e = Assert.ThrowsExactly<ArgumentException>(() => model.Transform(others));
        Assert.Contains("The keys of column 'Town' stand for other values, or for the same in another order", e.Message);
        var trainer = _context.Transforms.GenerativeAdversarialNetwork(SmallGenerativeAdversarialNetwork.TableOptions(s_columns));
        Assert.Contains("stand for other values", Assert.ThrowsExactly<ArgumentException>(() => trainer.Fit(Person.View(_context, Person.Rows(30, 1)), others)).Message);
        var texts = _context.Data.LoadFromEnumerable(Person.Rows(3, 1));
        Assert.Contains("Schema mismatch for input column 'Town': expected Key<UInt32>, got String", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Transform(texts)).Message);
    }

    private static double Deviation(double[] values) => Math.Sqrt(values.Average(x => (x - values.Average()) * (x - values.Average())));
}
