using System.Collections.Immutable;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>How often each class was taken for each: rows are the true classes, columns the predicted ones.</summary>
public sealed class ConfusionMatrix
{
    private string _formatted;

    internal ConfusionMatrix(double[][] counts, string[] classNames)
    {
        Counts = counts.Select(IReadOnlyList<double> (row) => row.ToImmutableArray()).ToImmutableArray();
        ClassNames = classNames;
        PerClassRecall = counts.Select((row, i) => Ratio(row[i], row.Sum())).ToImmutableArray();
        PerClassPrecision = counts.Select((row, i) => Ratio(row[i], counts.Sum(r => r[i]))).ToImmutableArray();
    }

    public IReadOnlyList<double> PerClassPrecision { get; }
    public IReadOnlyList<double> PerClassRecall { get; }
    public IReadOnlyList<IReadOnlyList<double>> Counts { get; }
    public int NumberOfClasses => Counts.Count;

    internal string[] ClassNames { get; }

    public string GetFormattedConfusionTable() => _formatted ??= ConfusionTable.Format(this);

    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex)
    {
        const string message = "Invalid index. Should be non-negative, less than the number of classes.";
        Contracts.CheckParam((uint)predictedClassIndicatorIndex < Counts.Count, nameof(predictedClassIndicatorIndex), message);
        Contracts.CheckParam((uint)actualClassIndicatorIndex < Counts.Count, nameof(actualClassIndicatorIndex), message);
        return Counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];
    }

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;
}
