namespace Microsoft.ML;

/// <summary>Writes the current value of a column into a variable, reusing its buffers where it can.</summary>
public delegate void ValueGetter<TValue>(ref TValue value);
