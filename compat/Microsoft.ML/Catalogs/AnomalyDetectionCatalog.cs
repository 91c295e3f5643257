using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>What is not like the rest.</summary>
public sealed partial class AnomalyDetectionCatalog : TrainCatalogBase
{
    internal AnomalyDetectionCatalog(IHostEnvironment env) : base(env, nameof(AnomalyDetectionCatalog)) => Trainers = new(this);

    /// <summary>The trainers of the task.</summary>
    public AnomalyDetectionTrainers Trainers { get; }

    /// <summary>Where trainers are found, by extension methods.</summary>
    public sealed class AnomalyDetectionTrainers : CatalogInstantiatorBase
    {
        internal AnomalyDetectionTrainers(AnomalyDetectionCatalog catalog) : base(catalog) { }
    }
}
