using System.Globalization;
using System.Xml.Linq;
using Microsoft.ML.DeepModels.Examples.Plots;

namespace Microsoft.ML.DeepModels.Tests.Examples;

/// <summary>The plots of the examples.</summary>
[TestClass]
public sealed class TimePlotTests
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    [TestMethod]
    public void ToSvg_LinesBandsAndMarks_AllAreInTheImageWithTheirNames()
    {
        XElement image = XElement.Parse(Plot("sales & <returns>").ToSvg());

        Assert.AreEqual("svg", image.Name.LocalName);
        string[] texts = [.. image.Descendants(s_svg + "text").Select(text => text.Value)];
        foreach (string expected in new[] { "sales & <returns>", "by month", "thousands", "history", "forecast", "95% interval", "training ends", "Apr 2001", "Oct 2003", "1,000", "1,400" })
            CollectionAssert.Contains(texts, expected);
        Assert.AreEqual(1, texts.Count(text => text == "history"), "one entry for two lines of one name");
        Assert.AreEqual(4, image.Descendants(s_svg + "path").Count(), "three lines and a band");
        Assert.AreEqual(24, image.Descendants(s_svg + "circle").Count(), "the forecast has dots");
    }

    [TestMethod]
    public void ToSvg_OtherCulture_SameImage()
    {
        string expected = Plot("t").ToSvg();
        using var culture = new CommaCulture();

        Assert.AreEqual(expected, Plot("t").ToSvg());
    }

    [TestMethod]
    public void ToSvg_EveryPoint_IsInsideTheImage()
    {
        XElement image = XElement.Parse(Plot("t").ToSvg());

        foreach (string path in image.Descendants(s_svg + "path").Select(path => path.Attribute("d")!.Value))
        {
            foreach (string point in path.Trim('M', 'Z').Split('L'))
            {
                double[] position = [.. point.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
                Assert.IsTrue(position[0] is >= 0 and <= 960 && position[1] is >= 0 and <= 500, point);
            }
        }
    }

    [TestMethod]
    [DataRow(5f)]
    [DataRow(0f)]
    public void ToSvg_ConstantLine_IsDrawn(float value)
    {
        var plot = new TimePlot { Title = "t", ValueName = "v", Lines = [new PlotLine("a", "red", Points(3, _ => value))] };

        Assert.DoesNotContain("NaN", plot.ToSvg());
    }

    [TestMethod]
    public void ToSvg_ValueIsNaN_SaysWhere()
    {
        var plot = new TimePlot { Title = "t", ValueName = "v", Lines = [new PlotLine("a", "red", Points(3, i => i == 1 ? double.NaN : i))] };

        var e = Assert.ThrowsExactly<ArgumentException>(() => plot.ToSvg());

        StringAssert.StartsWith(e.Message, "The value at 2001-02-01 is NaN; it must be finite.");
    }

    private static TimePlot Plot(string title)
    {
        IReadOnlyList<PlotPoint> points = Points(36, i => 1000 + 10 * i);
        return new TimePlot
        {
            Title = title,
            Subtitle = "by month",
            ValueName = "thousands",
            Lines =
            [
                new PlotLine("history", "#111111", [.. points.Take(6)]),
                new PlotLine("history", "#111111", [.. points.Skip(6).Take(6)]),
                new PlotLine("forecast", "#2563eb", [.. points.Skip(12)]) { HasDots = true }
            ],
            Bands = [new PlotBand("95% interval", "#2563eb", [.. points.Skip(12).Select(p => p with { Value = p.Value - 50.5 })], [.. points.Skip(12).Select(p => p with { Value = p.Value + 50 })])],
            Marks = [new PlotMark(points[12].Date, "training ends")]
        };
    }

    private static IReadOnlyList<PlotPoint> Points(int count, Func<int, double> value) =>
        [.. Enumerable.Range(0, count).Select(i => new PlotPoint(new DateTime(2001, 1, 1).AddMonths(i), value(i)))];
}
