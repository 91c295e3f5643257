namespace Microsoft.ML.DeepModels.Examples.SequenceData;

/// <summary>A row of sequence data: the values of its steps and the name of its class. Rows may differ in length.</summary>
public sealed class LabeledSequence
{
    /// <summary>The values of the first step, then those of the second, and so on.</summary>
    public float[] Steps { get; set; } = [];

    /// <summary>The class.</summary>
    public string Label { get; set; } = "";
}
