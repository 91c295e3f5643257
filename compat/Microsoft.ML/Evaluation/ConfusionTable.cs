using System.Text;

namespace Microsoft.ML.Data;

/// <summary>Writes a confusion matrix as a table of text, in the layout of the official library.</summary>
internal static class ConfusionTable
{
    public static string Format(ConfusionMatrix matrix)
    {
        var count = matrix.NumberOfClasses;
        var columnWidth = count == 2 ? 8 : 5;
        var longestName = matrix.ClassNames.Max(n => n.Length);

        // Names too long for a column are in the rows only, after the number that heads the column.
        var numbered = longestName > columnWidth;
        var digits = (count - 1).ToString().Length;
        var labelWidth = Math.Max("PREDICTED".Length, longestName + (numbered ? digits + 2 : 0));
        var rule = string.Concat(Enumerable.Repeat(count > 2 ? "========" : "===========", count));

        var text = new StringBuilder();
        void Line(string start, string rest) => text.Append(start.PadRight(labelWidth + 1)).Append("||").AppendLine(rest);
        string Cells(Func<int, string> cell) => string.Concat(Enumerable.Range(0, count).Select(cell));

        text.AppendLine().AppendLine("Confusion table");
        Line("", rule);
        Line("PREDICTED", Cells(i => $" {(numbered ? $"{i}" : matrix.ClassNames[i]).PadLeft(columnWidth)} |") + " Recall");
        Line("TRUTH", rule);
        for (var i = 0; i < count; i++)
        {
            var name = matrix.ClassNames[i];
            var label = numbered ? $"{i.ToString().PadLeft(digits)}. {name.PadLeft(labelWidth - digits - 2)}" : name.PadLeft(labelWidth);
            var row = matrix.Counts[i];
            Line(label, Cells(j => $" {row[j].ToString("N0").PadLeft(columnWidth)} |") + $" {matrix.PerClassRecall[i].ToString("F4").PadLeft(5)}");
        }
        Line("", rule);
        Line("Precision", Cells(i => $"{matrix.PerClassPrecision[i].ToString("N4").PadLeft(columnWidth + 1)} |"));
        return text.ToString();
    }
}
