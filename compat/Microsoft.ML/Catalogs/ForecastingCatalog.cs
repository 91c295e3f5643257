using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>What comes next in a series.</summary>
public sealed partial class ForecastingCatalog : TrainCatalogBase
{
    internal ForecastingCatalog(IHostEnvironment env) : base(env, nameof(ForecastingCatalog)) => Trainers = new(this);

    /// <summary>The trainers of the task.</summary>
    public Forecasters Trainers { get; }

    /// <summary>Where trainers are found, by extension methods.</summary>
    public sealed class Forecasters : CatalogInstantiatorBase
    {
        internal Forecasters(ForecastingCatalog catalog) : base(catalog) { }
    }
}
