using Microsoft.ML.DeepModels.Examples.Arguments;

namespace Microsoft.ML.DeepModels.Examples.SeriesData;

/// <summary>A series of evenly spaced values, the oldest first.</summary>
/// <param name="Name">short, without blanks</param>
/// <param name="ValueName">what was measured</param>
/// <param name="Step">the time from one row to the next</param>
/// <param name="Rows">the values</param>
public sealed record TimeSeries(string Name, string ValueName, TimeStep Step, IReadOnlyList<SeriesRow> Rows)
{
    /// <summary>The rows to learn from: all but the last.</summary>
    /// <param name="heldOut">how many rows are held out, to judge by</param>
    /// <exception cref="ExampleException">There are too few rows.</exception>
    public IReadOnlyList<SeriesRow> Before(int heldOut) => Rows.Count > heldOut
        ? [.. Rows.Take(Rows.Count - heldOut)]
        : throw new ExampleException($"The series has {Rows.Count} rows; the last {heldOut} are held out to judge by, and there must be others to learn from.");
}
