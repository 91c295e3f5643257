using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>What a generative family brings to a Fit.</summary>
/// <typeparam name="TDefinition">its network as data</typeparam>
/// <typeparam name="TNetwork">its network</typeparam>
internal sealed record GenerativePlan<TDefinition, TNetwork>
    where TDefinition : GenerativeDefinition
    where TNetwork : GenerativeNetwork
{
    /// <summary>The network for what the rows are; they have not been read yet.</summary>
    public required Func<GenerativeInput, TDefinition> Design { get; init; }

    /// <summary>Whether the network can only learn values from 0 to 1; null: it learns any.</summary>
    public Func<TDefinition, UnitRange?> UnitRange { get; init; } = _ => null;

    /// <summary>For a network that learns any values: the network in its place that knows what they are like. Null: it need not know.</summary>
    public Func<TDefinition, FeatureRange, TDefinition>? Fitting { get; init; }

    /// <summary>How one batch trains the network.</summary>
    public required Func<TNetwork, TDefinition, ModuleContext, ITrainingStep> CreateStep { get; init; }

    /// <summary>What else watches training, given the network and where to tell of what went wrong without ending training.</summary>
    public Func<TNetwork, TDefinition, Action<string>, IEnumerable<ITrainingObserver>> Observers { get; init; } = (_, _, _) => [];
}
