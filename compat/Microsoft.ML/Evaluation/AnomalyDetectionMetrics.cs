namespace Microsoft.ML.Data;

/// <summary>How well an anomaly detector did on a data set.</summary>
public sealed class AnomalyDetectionMetrics
{
    internal AnomalyDetectionMetrics(double areaUnderRocCurve, double detectionRate) =>
        (AreaUnderRocCurve, DetectionRateAtFalsePositiveCount) = (areaUnderRocCurve, detectionRate);

    /// <summary>The probability that an anomaly scores higher than another row; equal scores count half. NaN where there is none of one kind.</summary>
    public double AreaUnderRocCurve { get; }

    /// <summary>The part of the anomalies that score higher than all but so many of the other rows. NaN where there is none of one kind.</summary>
    public double DetectionRateAtFalsePositiveCount { get; }
}
