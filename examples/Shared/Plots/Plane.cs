namespace Microsoft.ML.DeepModels.Examples.Plots;

/// <summary>The plane of a plot: from dates and values to pixels, y downwards, and where the axes have their marks.</summary>
internal sealed class Plane
{
    private const int DatesAtMost = 14, ValuesAbout = 6;
    private const double Room = 0.012; // of the width, between the last date and the edge
    private readonly DateTime _first;
    private readonly double _ticks; // of the clock, from edge to edge

    private Plane(DateTime first, DateTime last, double least, double largest, double width, double height)
    {
        (_first, _ticks) = (first, Math.Max((last - first).Ticks, 1) * (1 + Room));
        (Width, Height) = (width, height);
        ValueTicks = Plots.Ticks.Numbers(least, largest, ValuesAbout);
        (DateTicks, DateFormat) = Plots.Ticks.Dates(first, last, DatesAtMost);
    }

    /// <summary>In pixels.</summary>
    public double Width { get; }

    /// <summary>In pixels.</summary>
    public double Height { get; }

    /// <summary>Round numbers; the first is at the bottom and the last at the top.</summary>
    public IReadOnlyList<double> ValueTicks { get; }

    /// <summary>From left to right.</summary>
    public IReadOnlyList<DateTime> DateTicks { get; }

    /// <summary>Of the dates' labels.</summary>
    public string DateFormat { get; }

    /// <summary>A plane that holds all lines and bands.</summary>
    /// <exception cref="ArgumentException">There is no point, or a value is not finite.</exception>
    public static Plane Of(IReadOnlyList<PlotLine> lines, IReadOnlyList<PlotBand> bands, double width, double height)
    {
        PlotPoint[] points = [.. lines.SelectMany(line => line.Points), .. bands.SelectMany(band => band.Lower.Concat(band.Upper))];
        if (points.Length == 0) throw new ArgumentException("There is nothing to plot.", nameof(lines));
        foreach (PlotPoint point in points)
        {
            if (!double.IsFinite(point.Value)) throw new ArgumentException($"The value at {point.Date:yyyy-MM-dd} is {point.Value}; it must be finite.", nameof(lines));
        }
        return new Plane(points.Min(point => point.Date), points.Max(point => point.Date),
            points.Min(point => point.Value), points.Max(point => point.Value), width, height);
    }

    /// <summary>From the left.</summary>
    public double X(DateTime date) => (date - _first).Ticks / _ticks * Width;

    /// <summary>From the top.</summary>
    public double Y(double value) => Height * (ValueTicks[^1] - value) / (ValueTicks[^1] - ValueTicks[0]);
}
