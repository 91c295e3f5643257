using System.Globalization;
using Microsoft.ML.DeepModels.Examples.Arguments;
using Microsoft.ML.DeepModels.Examples.SeriesData;
using Microsoft.ML.DeepModels.Tests.Common;

namespace Microsoft.ML.DeepModels.Tests.Examples;

/// <summary>The series of the examples: made by the program, or read from CSV files.</summary>
[TestClass]
public sealed class SeriesDataTests
{
    private string _path = "";

    [TestInitialize]
    public void NamePath() => _path = Path.Combine(Directory.CreateTempSubdirectory("deepmodels-").FullName, "shop.csv");

    [TestCleanup]
    public void DeleteFolder() => Directory.Delete(Path.GetDirectoryName(_path)!, true);

    [TestMethod]
    public void MadeSeries_SameSeed_SameValuesWithTrendAndSeason()
    {
        TimeSeries first = MadeSeries.Create(1), second = MadeSeries.Create(1), other = MadeSeries.Create(2);
        float[] values = [.. first.Rows.Select(row => row.Value)];

        CollectionAssert.AreEqual(values, second.Rows.Select(row => row.Value).ToArray());
        CollectionAssert.AreNotEqual(values, other.Rows.Select(row => row.Value).ToArray());
        Assert.AreEqual(12, first.Step.Seasonality);
        Assert.IsTrue(values[^12..].Average() > 1.5 * values[..12].Average(), "it grows");
        for (int year = 0; year < values.Length; year += 12) Assert.IsTrue(values[year + 11] > values[year + 1], "December is above February");
    }

    [TestMethod]
    public void CsvSeries_AnyHeader_ReadsDatesAndValuesInEveryCulture()
    {
        using var culture = new CommaCulture();

        TimeSeries series = Read("Monat,\"Umsatz, in Tausend\"\r\n1999-11,1.5\r\n1999-12, 2e1\r\n2000-01,-3\r\n");

        Assert.AreEqual("shop", series.Name);
        Assert.AreEqual("Umsatz, in Tausend", series.ValueName);
        CollectionAssert.AreEqual(new[] { 1.5f, 20, -3 }, series.Rows.Select(row => row.Value).ToArray());
        CollectionAssert.AreEqual(new[] { new DateTime(1999, 11, 1), new DateTime(1999, 12, 1), new DateTime(2000, 1, 1) }, series.Rows.Select(row => row.Date).ToArray());
    }

    [TestMethod]
    [DataRow("1999-01", "1999-02", 12, "month", "1999-03-01")]
    [DataRow("1999-01-31", "1999-02-28", 12, "month", "1999-03-31")]
    [DataRow("1999-01", "1999-04", 4, "quarter", "1999-07-01")]
    [DataRow("1999", "2000", 1, "year", "2001-01-01")]
    [DataRow("1999-12-30", "1999-12-31", 7, "day", "2000-01-01")]
    [DataRow("1999-12-20", "1999-12-27", 52, "week", "2000-01-03")]
    [DataRow("1999-12-31T22:00", "1999-12-31T23:00", 24, "hour", "2000-01-01")]
    [DataRow("1999-01-01", "1999-01-04", 1, "3.00:00:00", "1999-01-07")]
    public void CsvSeries_Dates_TellTheStepAndItsSeason(string first, string second, int seasonality, string name, string third)
    {
        TimeSeries series = Read($"t,v\n{first},1\n{second},2\n");

        Assert.AreEqual(seasonality, series.Step.Seasonality);
        Assert.AreEqual(name, series.Step.ToString());
        Assert.AreEqual(DateTime.Parse(third, CultureInfo.InvariantCulture), series.Step.After(series.Rows[0].Date, 2));
    }

    [TestMethod]
    [DataRow("Date,Sales\n1999-01,1\nFebruary,2\n", ", line 3: column 'Date' is 'February', expected a date such as 1949-01 or 1949-01-31.")]
    [DataRow("Date,Sales\n1999-01,1\n1999-13,2\n", ", line 3: column 'Date' is '1999-13', expected a date such as 1949-01 or 1949-01-31.")]
    [DataRow("Date,Sales\n1999-01,\"1,5\"\n", ", line 2: column 'Sales' is '1,5', expected a number such as 112 or 112.5.")]
    [DataRow("Date,Sales\n1999-01,\n", ", line 2: column 'Sales' is '', expected a number such as 112 or 112.5.")]
    [DataRow("Date,Sales\n1999-01,NaN\n", ", line 2: column 'Sales' is 'NaN', expected a number such as 112 or 112.5.")]
    [DataRow("Date,Sales\n1999-01,1\n1999-02,2,3\n", ", line 3: 3 fields were found, expected 2.")]
    [DataRow("Date,Sales\n1999-01,1\n1999-02\n", ", line 3: 1 fields were found, expected 2.")]
    [DataRow("Date,Sales\n1999-02,1\n1999-01,2\n", ", line 3: column 'Date' is 1999-01-01 after 1999-02-01; rows must be in the order of time.")]
    [DataRow("Date,Sales\n1999-01,1\n1999-01,2\n", ", line 3: column 'Date' is 1999-01-01 after 1999-01-01; rows must be in the order of time.")]
    [DataRow("Date,Sales\n1999-01,1\n1999-02,2\n1999-04,2\n", ", line 4: column 'Date' is 1999-04-01, expected 1999-03-01: rows must be evenly spaced, none may be missing.")]
    [DataRow("Date,Sales\n1999-01,1\n1999-02,1\"2\n", ", line 3: a quote is where none can be.")]
    [DataRow("Date;Sales\n1999-01;1\n", " must have two columns separated by a comma, a date and a value; its first line has 1 (Date;Sales).")]
    [DataRow("", " must have two columns separated by a comma, a date and a value; its first line has 0 ().")]
    [DataRow("Date,Sales\n1999-01,1\n", " has 1 rows after its header; a series has at least 2.")]
    public void CsvSeries_BadFile_SaysLineAndColumn(string text, string expected)
    {
        var e = Assert.ThrowsExactly<ExampleException>(() => Read(text));

        Assert.AreEqual($"'{_path}'{expected}", e.Message);
    }

    [TestMethod]
    public void Before_TooFewRows_SaysHowMany()
    {
        TimeSeries series = Read("t,v\n1999,1\n2000,2\n");

        var e = Assert.ThrowsExactly<ExampleException>(() => series.Before(2));

        Assert.AreEqual("The series has 2 rows; the last 2 are held out to judge by, and there must be others to learn from.", e.Message);
        Assert.HasCount(1, series.Before(1));
    }

    [TestMethod]
    public void CsvSeries_AirPassengers_IsAsDescribed()
    {
        TimeSeries series = CsvSeries.Read(Path.Combine(RealData.Folder("sequences"), "Airline.csv"));

        Assert.AreEqual("Passengers", series.ValueName);
        Assert.HasCount(144, series.Rows);
        Assert.AreEqual(12, series.Step.Seasonality);
        Assert.AreEqual(new DateTime(1960, 12, 1), series.Rows[^1].Date);
        Assert.AreEqual(432f, series.Rows[^1].Value);
    }

    private TimeSeries Read(string text)
    {
        File.WriteAllText(_path, text);
        return CsvSeries.Read(_path);
    }
}
