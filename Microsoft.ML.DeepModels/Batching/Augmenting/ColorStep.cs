namespace Microsoft.ML.DeepModels.Batching.Augmenting;

/// <summary>One change of colours.</summary>
internal readonly record struct ColorStep(ColorOperation Operation, float Value);
