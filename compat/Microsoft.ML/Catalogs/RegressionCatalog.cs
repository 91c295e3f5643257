using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>A number.</summary>
public sealed partial class RegressionCatalog : TrainCatalogBase
{
    internal RegressionCatalog(IHostEnvironment env) : base(env, nameof(RegressionCatalog)) => Trainers = new(this);

    /// <summary>The trainers of the task.</summary>
    public RegressionTrainers Trainers { get; }

    /// <summary>Where trainers are found, by extension methods.</summary>
    public sealed class RegressionTrainers : CatalogInstantiatorBase
    {
        internal RegressionTrainers(RegressionCatalog catalog) : base(catalog) { }
    }
}
