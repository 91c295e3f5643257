using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Tests.Evaluation;

[TestClass]
public sealed class GenerativeBadInputTests
{
    private readonly MLContext _ml = new(0);
    private readonly IDataView _rows = FeatureRows.View(FeatureRows.Normal(1, 10, 3));

    [TestMethod]
    public void EvaluateGenerated_NoSuchColumn_SaysInWhichView()
    {
        Assert.AreEqual("Could not find generated feature column 'X' (Parameter 'inputSchema')",
            Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.EvaluateGenerated(_rows, _rows, "X")).Message);
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.EvaluateGenerated(_rows, Text())).Message,
            "Could not find real feature column 'Features'");
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.EvaluateGenerated(_rows, _rows, realReference: Text())).Message,
            "Could not find reference feature column 'Features'");
    }

    [TestMethod]
    public void EvaluateGenerated_ColumnOfAnotherType_SaysWhatWasExpected()
    {
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.EvaluateGenerated(Text(), Text(), "Name")).Message,
            "Schema mismatch for generated feature column 'Name': expected Single, Vector<Single>, Vector<Byte> or Image, of a known size, got String");
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.EvaluateGenerated(Text(), Text(), "Values")).Message,
            "of a known size, got VarVector<Single>");
    }

    [TestMethod]
    public void EvaluateGenerated_OtherWidth_NamesBothViews() => Assert.AreEqual(
        "Column 'Features' has 3 values a row in the generated rows (Vector<Single>), but 2 values a row in the real rows (Vector<Single>). "
        + "Give both views the same features; ExtractPixels makes a vector of an image.",
        Assert.Throws<ArgumentException>(() => _ml.Transforms.EvaluateGenerated(_rows, FeatureRows.View(FeatureRows.Normal(1, 10, 2)))).Message);

    [TestMethod]
    public void EvaluateGenerated_ReferenceOfOtherWidth_IsNamed() => StringAssert.StartsWith(
        Assert.Throws<ArgumentException>(() => _ml.Transforms.EvaluateGenerated(_rows, _rows, realReference: FeatureRows.View(FeatureRows.Normal(1, 10, 2)))).Message,
        "Column 'Features' has 2 values a row in the reference rows");

    [TestMethod]
    public void EvaluateGenerated_NotANumber_NamesTheRowAndHowMany()
    {
        var rows = FeatureRows.Normal(1, 10, 3);
        (rows[4][1], rows[7][0]) = (float.NaN, float.PositiveInfinity);
        Assert.AreEqual("2 of the 10 generated rows cannot be compared. The first: row 4 (the first is 0), column 'Features': value 1 is NaN, expected a finite number; "
            + "ReplaceMissingValues replaces NaN. Correct or remove them.",
            Assert.Throws<InvalidOperationException>(() => _ml.Transforms.EvaluateGenerated(FeatureRows.View(rows), _rows)).Message);
    }

    [TestMethod]
    public void EvaluateGenerated_FewerThanTwoRows_IsRefused()
    {
        var none = _ml.Data.SkipRows(_rows, 10);
        var one = _ml.Data.TakeRows(_rows, 1);
        Assert.AreEqual("There is 1 row in the generated data. A comparison needs at least 2.",
            Assert.Throws<InvalidOperationException>(() => _ml.Transforms.EvaluateGenerated(one, _rows)).Message);
        Assert.AreEqual("There are no rows in the real data. A comparison needs at least 2.",
            Assert.Throws<InvalidOperationException>(() => _ml.Transforms.EvaluateGenerated(_rows, none)).Message);
    }

    [TestMethod]
    public void EvaluateGenerated_NeighboursOutOfRange_SaysTheRange()
    {
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.EvaluateGenerated(_rows, _rows, neighbours: 0)).Message,
            "neighbours must be 1 or above, got 0.");
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.EvaluateGenerated(_rows, FeatureRows.View(FeatureRows.Normal(2, 5, 3)), neighbours: 5)).Message,
            "neighbours must be below the number of rows, got 5 and 5 real rows. Give more rows, or fewer neighbours.");
    }

    [TestMethod]
    public void EvaluateGenerated_NullOrBlank_IsRefused()
    {
        Assert.Throws<ArgumentNullException>(() => _ml.Transforms.EvaluateGenerated(null!, _rows));
        Assert.Throws<ArgumentNullException>(() => _ml.Transforms.EvaluateGenerated(_rows, null!));
        Assert.Throws<ArgumentException>(() => _ml.Transforms.EvaluateGenerated(_rows, _rows, " "));
    }

    private IDataView Text() => _ml.Data.LoadFromEnumerable([new Named(), new Named()]);

    private sealed class Named
    {
        public string Name { get; set; } = "";
        public float[] Values { get; set; } = [1];
    }
}
