using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.Interop;

/// <summary>What an environment knows that its public interface does not tell.</summary>
internal static class HostSettings
{
    /// <summary>The environment behind a catalog such as <c>mlContext.MulticlassClassification.Trainers</c>.</summary>
    public static IHostEnvironment EnvironmentOf(MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return CatalogUtils.GetEnvironment(catalog);
    }

    /// <inheritdoc cref="EnvironmentOf(MulticlassClassificationCatalog.MulticlassClassificationTrainers)"/>
    public static IHostEnvironment EnvironmentOf(RegressionCatalog.RegressionTrainers catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return CatalogUtils.GetEnvironment(catalog);
    }

    /// <inheritdoc cref="EnvironmentOf(MulticlassClassificationCatalog.MulticlassClassificationTrainers)"/>
    public static IHostEnvironment EnvironmentOf(ForecastingCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return CatalogUtils.GetEnvironment(catalog);
    }

    /// <inheritdoc cref="EnvironmentOf(MulticlassClassificationCatalog.MulticlassClassificationTrainers)"/>
    public static IHostEnvironment EnvironmentOf(AnomalyDetectionCatalog.AnomalyDetectionTrainers catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return CatalogUtils.GetEnvironment(catalog);
    }

    /// <inheritdoc cref="EnvironmentOf(MulticlassClassificationCatalog.MulticlassClassificationTrainers)"/>
    public static IHostEnvironment EnvironmentOf(TransformsCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return CatalogUtils.GetEnvironment(catalog);
    }

    /// <summary><c>MLContext.GpuDeviceId</c>: the index of the GPU to use; null: none is wanted.</summary>
    public static int? GpuDeviceId(IHostEnvironment env) => (env as IHostEnvironmentInternal)?.GpuDeviceId;

    /// <summary><c>MLContext.FallbackToCpu</c>: whether the CPU will do where that GPU does not exist.</summary>
    public static bool FallbackToCpu(IHostEnvironment env) => (env as IHostEnvironmentInternal)?.FallbackToCpu ?? true;

    /// <summary>Whether <c>MLContext.CancelExecution</c> was called since <paramref name="env"/> was registered.</summary>
    public static bool IsCanceled(IHostEnvironment env) => env is ICancelable { IsCanceled: true };
}
