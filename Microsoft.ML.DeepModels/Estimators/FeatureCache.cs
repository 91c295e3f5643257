namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>Where the features are kept that frozen layers have made of rows, so that each row goes through these layers once.</summary>
public enum FeatureCache
{
    /// <summary>In memory where all of them fit into <see cref="TrainerOptions.CacheBytes"/>, else on disk.</summary>
    Automatic,

    /// <summary>In memory, whatever they take.</summary>
    Memory,

    /// <summary>In temporary files, which go when the Fit ends, however it ends.</summary>
    Disk,

    /// <summary>Nowhere: each row goes through the frozen layers in each epoch, with another augmentation each time.</summary>
    None
}
