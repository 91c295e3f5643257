using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>Where the layers and weights of a <see cref="Backbone"/> come from.</summary>
internal abstract class BackboneSource
{
    /// <summary>For messages and logs.</summary>
    public abstract string Name { get; }

    /// <summary>The shape of an input where nothing else tells it.</summary>
    public abstract TensorShape InputShape { get; }

    /// <summary>The only input it takes; null: it takes images of other sizes, too.</summary>
    public virtual NetworkInput? RequiredInput => null;

    /// <summary>The mean of each channel that is taken off, for values from 0 to 1; empty: rows are taken as they are.</summary>
    public virtual IReadOnlyList<float> Mean => [];

    /// <summary>What each channel is divided by then.</summary>
    public virtual IReadOnlyList<float> StandardDeviation => [];

    /// <summary>The number of features of a row, where maps and timesteps are brought to their means.</summary>
    public abstract int FeatureWidth { get; }

    /// <summary>Whether its weights are trained ones, not drawn at random.</summary>
    public abstract bool IsTrained { get; }

    /// <summary>Finds the weights, before any row is read.</summary>
    /// <param name="allowDownload">whether they may be downloaded where they are not on this machine</param>
    /// <param name="channel">told of a download; null: nobody</param>
    /// <param name="cancel">ends a download</param>
    /// <returns>the backbone for an input</returns>
    /// <exception cref="IOException">There are no weights.</exception>
    public abstract Func<TensorShape, BackboneNetwork> Locate(bool allowDownload, IChannel? channel, CancellationToken cancel);
}
