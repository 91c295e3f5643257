namespace Microsoft.ML.DeepModels.Batching;

/// <summary>What every pass over one view has in common.</summary>
internal sealed record RowPassSettings(IDataView View, FeatureReader Features, TargetReader Targets, BadRowHandling BadRows, int DecodeThreads);
