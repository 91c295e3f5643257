namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>Writes the vector of a row, counted from 0.</summary>
internal delegate void RowFiller(long row, Span<float> destination);
