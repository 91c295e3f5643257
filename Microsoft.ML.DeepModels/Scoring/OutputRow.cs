namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>What the network gave for the row on which a cursor stands; all getters of a row read from it.</summary>
internal delegate ReadOnlySpan<float> OutputRow();
