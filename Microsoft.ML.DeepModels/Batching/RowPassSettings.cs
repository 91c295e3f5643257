namespace Microsoft.ML.DeepModels.Batching;

/// <summary>What every pass over one view has in common.</summary>
/// <param name="View">what is read</param>
/// <param name="Features">reads the features</param>
/// <param name="Targets">reads labels and weights</param>
/// <param name="BadRows">what happens at a row that cannot be used</param>
/// <param name="DecodeThreads">that decode encoded images</param>
/// <param name="Identify">whether the store is told which row is in a slot</param>
internal sealed record RowPassSettings(IDataView View, FeatureReader Features, TargetReader Targets, BadRowHandling BadRows, int DecodeThreads, bool Identify = false);
