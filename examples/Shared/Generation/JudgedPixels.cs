namespace Microsoft.ML.DeepModels.Examples.Generation;

/// <summary>A row to judge an anomaly detector by.</summary>
internal sealed class JudgedPixels
{
    /// <summary>The brightness of each pixel.</summary>
    public float[] Features { get; set; } = [];

    /// <summary>1: it is an anomaly; 0: it is not.</summary>
    public float IsAnomaly { get; set; }
}
