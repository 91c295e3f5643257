using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>One of several classes.</summary>
public sealed partial class MulticlassClassificationCatalog : TrainCatalogBase
{
    internal MulticlassClassificationCatalog(IHostEnvironment env) : base(env, nameof(MulticlassClassificationCatalog)) => Trainers = new(this);

    /// <summary>The trainers of the task.</summary>
    public MulticlassClassificationTrainers Trainers { get; }

    /// <summary>Where trainers are found, by extension methods.</summary>
    public sealed class MulticlassClassificationTrainers : CatalogInstantiatorBase
    {
        internal MulticlassClassificationTrainers(MulticlassClassificationCatalog catalog) : base(catalog) { }
    }
}
