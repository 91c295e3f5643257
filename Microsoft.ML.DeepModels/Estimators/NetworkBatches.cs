using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>Where training gets its batches from.</summary>
/// <param name="Train">the training batches of an epoch, counted from 1</param>
/// <param name="Validate">the batches to judge by after an epoch; null: none</param>
/// <param name="PerEpoch">the number of training batches of an epoch; null: not known yet</param>
/// <param name="Release">lets go of what is kept for further epochs, when there will be none; null: there is nothing to let go of</param>
internal sealed record NetworkBatches(Func<int, IEnumerable<Batch>> Train, Func<int, IEnumerable<Batch>>? Validate, int? PerEpoch, Action? Release = null);
