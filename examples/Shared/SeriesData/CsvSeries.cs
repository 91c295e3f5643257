using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Microsoft.ML.DeepModels.Examples.Arguments;

namespace Microsoft.ML.DeepModels.Examples.SeriesData;

/// <summary>
/// Reads a series from a CSV file: a header, whatever its names, then rows with a date and a value, the oldest first and evenly spaced.
/// Dates are as in ISO 8601 (1949-01, 1949-01-31, 1949-01-31T12:00); numbers have a point, not a comma.
/// </summary>
public static class CsvSeries
{
    private static readonly string[] s_dateFormats =
    [
        "yyyy", "yyyy-MM", "yyyy/MM", "yyyy-MM-dd", "yyyy/MM/dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm:ss"
    ];

    /// <summary>Reads a file.</summary>
    /// <exception cref="ExampleException">It is not such a file; the message names the line, and the column where it is one's fault.</exception>
    public static TimeSeries Read(string path)
    {
        // Too few fields in a row are an error of ours, which says where; quotes gone wrong are one of the parser's.
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture) { MissingFieldFound = null };
        using var csv = new CsvReader(new StreamReader(path), configuration);
        try
        {
            return Read(csv, path);
        }
        catch (BadDataException)
        {
            throw Fault(csv, path, "a quote is where none can be");
        }
    }

    private static TimeSeries Read(CsvReader csv, string path)
    {
        string[] header = csv.Read() && csv.ReadHeader() ? csv.HeaderRecord! : [];
        if (header.Length != 2)
            throw new ExampleException($"'{path}' must have two columns separated by a comma, a date and a value; its first line has {header.Length} ({string.Join(", ", header)}).");
        List<SeriesRow> rows = [];
        while (csv.Read())
        {
            if (csv.Parser.Count != 2) throw Fault(csv, path, $"{csv.Parser.Count} fields were found, expected 2");
            rows.Add(new SeriesRow { Date = Date(csv, path, header[0]), Value = Value(csv, path, header[1]) });
            if (rows.Count > 1) CheckOrder(rows, csv, path, header[0]);
        }
        if (rows.Count < 2) throw new ExampleException($"'{path}' has {rows.Count} rows after its header; a series has at least 2.");
        return new TimeSeries(Path.GetFileNameWithoutExtension(path), header[1].Trim(), TimeStep.Between(rows[0].Date, rows[1].Date), rows);
    }

    private static DateTime Date(CsvReader csv, string path, string column)
    {
        string text = csv.GetField(0)!.Trim();
        return DateTime.TryParseExact(text, s_dateFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date)
            ? date
            : throw Fault(csv, path, $"column '{column}' is '{text}', expected a date such as 1949-01 or 1949-01-31");
    }

    private static float Value(CsvReader csv, string path, string column)
    {
        string text = csv.GetField(1)!.Trim();
        return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value)
            ? value
            : throw Fault(csv, path, $"column '{column}' is '{text}', expected a number such as 112 or 112.5");
    }

    /// <summary>A hole would shift the seasons of all that follows.</summary>
    private static void CheckOrder(List<SeriesRow> rows, CsvReader csv, string path, string column)
    {
        DateTime before = rows[^2].Date, date = rows[^1].Date;
        if (date <= before) throw Fault(csv, path, $"column '{column}' is {Text(date)} after {Text(before)}; rows must be in the order of time");
        DateTime expected = TimeStep.Between(rows[0].Date, rows[1].Date).After(rows[0].Date, rows.Count - 1);
        if (date != expected) throw Fault(csv, path, $"column '{column}' is {Text(date)}, expected {Text(expected)}: rows must be evenly spaced, none may be missing");
    }

    private static string Text(DateTime date) => date.ToString(date.TimeOfDay == default ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);

    private static ExampleException Fault(CsvReader csv, string path, string what) => new($"'{path}', line {csv.Parser.RawRow}: {what}.");
}
