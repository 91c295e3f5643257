namespace Microsoft.ML.DeepModels.Batching;

/// <summary>From the values of one window to those that the network sees, and from its forecasts back.</summary>
/// <param name="Offset">what is subtracted</param>
/// <param name="Unit">what is divided by, above 0</param>
/// <param name="Logarithm">whether the logarithm of a value is taken first</param>
internal readonly record struct WindowScale(double Offset, double Unit, bool Logarithm)
{
    /// <summary>What the network sees of a value.</summary>
    public float Apply(float value) => (float)(((Logarithm ? Math.Log(value) : value) - Offset) / Unit);

    /// <summary>The value behind an output of the network.</summary>
    public float Undo(double output) => (float)(Logarithm ? Math.Exp(output * Unit + Offset) : output * Unit + Offset);
}
