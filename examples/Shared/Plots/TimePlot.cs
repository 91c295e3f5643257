using System.Globalization;
using System.Xml.Linq;
using Microsoft.ML.DeepModels.Examples.Display;

namespace Microsoft.ML.DeepModels.Examples.Plots;

/// <summary>A plot of values over time, as an SVG image.</summary>
public sealed class TimePlot
{
    private const int Width = 960, Height = 500;
    private const double Left = 72, Right = 24, Top = 92, Bottom = 46; // around the plane
    private const double CharacterWidth = 6.5; // on average, at the legend's size
    private const string Ink = "#1f2937", Muted = "#6b7280", Grid = "#e5e7eb";
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    /// <summary>What is shown.</summary>
    public required string Title { get; init; }

    /// <summary>More about it, in smaller type; empty: nothing.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>What the values are, beside the upward axis.</summary>
    public required string ValueName { get; init; }

    /// <summary>Areas, behind the lines.</summary>
    public IReadOnlyList<PlotBand> Bands { get; init; } = [];

    /// <summary>Lines, the last in front.</summary>
    public required IReadOnlyList<PlotLine> Lines { get; init; }

    /// <summary>Dates at which something happens.</summary>
    public IReadOnlyList<PlotMark> Marks { get; init; } = [];

    /// <summary>The image, as the text of an SVG file.</summary>
    public string ToSvg()
    {
        var plane = Plane.Of(Lines, Bands, Width - Left - Right, Height - Top - Bottom);
        var image = new XElement(s_svg + "svg", new XAttribute("viewBox", $"0 0 {Width} {Height}"), new XAttribute("width", Width), new XAttribute("height", Height),
            new XAttribute("font-family", "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"), new XAttribute("role", "img"),
            new XElement(s_svg + "title", Title),
            Element("rect", ("width", Width), ("height", Height), ("fill", "#ffffff")),
            Text(24, 34, 18, Ink, "start", Title, ("font-weight", "600")),
            Text(24, 55, 13, Muted, "start", Subtitle),
            Legend(),
            new XElement(s_svg + "g", new XAttribute("transform", Line.Of($"translate({Left},{Top})")),
                Axes(plane),
                Bands.Select(band => Area(plane, band)),
                Marks.Select(mark => Mark(plane, mark)),
                Lines.Select(line => Curve(plane, line))),
            Text(0, 0, 12, Muted, "middle", ValueName, ("transform", Line.Of($"translate(20,{Top + plane.Height / 2}) rotate(-90)"))));
        return image + Environment.NewLine;
    }

    private IEnumerable<XElement> Axes(Plane plane)
    {
        foreach (double value in plane.ValueTicks)
        {
            double y = plane.Y(value);
            yield return Element("line", ("x1", 0), ("x2", plane.Width), ("y1", y), ("y2", y), ("stroke", Grid));
            yield return Text(-10, y + 4, 12, Muted, "end", value.ToString("#,##0.######", CultureInfo.InvariantCulture));
        }
        yield return Element("line", ("x1", 0), ("x2", plane.Width), ("y1", plane.Height), ("y2", plane.Height), ("stroke", "#9ca3af"));
        foreach (DateTime date in plane.DateTicks)
        {
            double x = plane.X(date);
            yield return Element("line", ("x1", x), ("x2", x), ("y1", plane.Height), ("y2", plane.Height + 5), ("stroke", "#9ca3af"));
            yield return Text(x, plane.Height + 21, 12, Muted, "middle", date.ToString(plane.DateFormat, CultureInfo.InvariantCulture));
        }
    }

    private static IEnumerable<XElement> Mark(Plane plane, PlotMark mark)
    {
        double x = plane.X(mark.Date);
        yield return Element("line", ("x1", x), ("x2", x), ("y1", 0), ("y2", plane.Height), ("stroke", "#9ca3af"), ("stroke-dasharray", "3 4"));
        yield return Text(x - 6, 11, 11, Muted, "end", mark.Text);
    }

    private static XElement Area(Plane plane, PlotBand band) => Element("path",
        ("d", Path(plane, band.Upper.Concat(band.Lower.Reverse())) + "Z"), ("fill", band.Colour), ("fill-opacity", 0.18));

    private static IEnumerable<XElement> Curve(Plane plane, PlotLine line)
    {
        yield return Element("path", ("d", Path(plane, line.Points)), ("fill", "none"), ("stroke", line.Colour), ("stroke-width", line.Thickness),
            ("stroke-linejoin", "round"), ("stroke-linecap", "round"));
        if (!line.HasDots) yield break;
        foreach (PlotPoint point in line.Points)
            yield return Element("circle", ("cx", plane.X(point.Date)), ("cy", plane.Y(point.Value)), ("r", 1.4 * line.Thickness), ("fill", line.Colour));
    }

    private IEnumerable<XElement> Legend()
    {
        double x = Left;
        const double y = 76;
        foreach (PlotLine line in Lines.DistinctBy(line => line.Name))
        {
            yield return Element("line", ("x1", x), ("x2", x + 22), ("y1", y), ("y2", y), ("stroke", line.Colour), ("stroke-width", line.Thickness + 0.4), ("stroke-linecap", "round"));
            yield return Text(x + 29, y + 4, 12, Ink, "start", line.Name);
            x += 51 + CharacterWidth * line.Name.Length;
        }
        foreach (PlotBand band in Bands.DistinctBy(band => band.Name))
        {
            yield return Element("rect", ("x", x), ("y", y - 6), ("width", 22), ("height", 12), ("rx", 2), ("fill", band.Colour), ("fill-opacity", 0.18));
            yield return Text(x + 29, y + 4, 12, Ink, "start", band.Name);
            x += 51 + CharacterWidth * band.Name.Length;
        }
    }

    private static string Path(Plane plane, IEnumerable<PlotPoint> points) =>
        "M" + string.Join("L", points.Select(point => $"{Number(plane.X(point.Date))},{Number(plane.Y(point.Value))}"));

    private static XElement Text(double x, double y, int size, string colour, string anchor, string text, params (string Name, object Value)[] more) =>
        new(Element("text", [("x", x), ("y", y), ("font-size", size), ("fill", colour), ("text-anchor", anchor), .. more])) { Value = text };

    private static XElement Element(string name, params (string Name, object Value)[] attributes) =>
        new(s_svg + name, attributes.Select(pair => new XAttribute(pair.Name, pair.Value is double number ? Number(number) : pair.Value)));

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
