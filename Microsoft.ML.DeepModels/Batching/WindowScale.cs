namespace Microsoft.ML.DeepModels.Batching;

/// <summary>
/// From the values of one window to those that the network sees, and from its forecasts back. A level is a value or its logarithm.
/// </summary>
/// <param name="Offset">what is subtracted from levels, or from their differences</param>
/// <param name="Unit">what is divided by then, above 0</param>
/// <param name="Logarithm">whether a level is the logarithm of a value</param>
internal readonly record struct WindowScale(double Offset, double Unit, bool Logarithm)
{
    /// <summary>The level of a value.</summary>
    public double Level(float value) => Logarithm ? Math.Log(value) : value;

    /// <summary>The value at a level.</summary>
    public float Value(double level) => (float)(Logarithm ? Math.Exp(level) : level);

    /// <summary>What the network sees of a value.</summary>
    /// <param name="value">the value</param>
    /// <param name="from">the level that the difference is taken to; 0: none is</param>
    public float Apply(float value, double from) => (float)((Level(value) - from - Offset) / Unit);

    /// <summary>The value behind an output of the network.</summary>
    /// <param name="output">the output</param>
    /// <param name="from">the level that the difference is taken to; 0: none is</param>
    public float Undo(double output, double from) => Value(output * Unit + Offset + from);
}
