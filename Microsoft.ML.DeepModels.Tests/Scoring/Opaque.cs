namespace Microsoft.ML.DeepModels.Tests.Scoring;

/// <summary>A value of a type that nobody knows how to copy.</summary>
internal sealed record Opaque(int Row);
