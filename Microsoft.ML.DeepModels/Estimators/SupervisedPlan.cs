using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// What a family brings to the Fit story of supervised families: its network, and where that is not all, how the network is made, what one step
/// of training is and what its batches are. One plan serves one Fit, which disposes it.
/// </summary>
internal abstract class SupervisedPlan : IDisposable
{
    /// <summary>The network for an input and a number of outputs.</summary>
    public abstract NetworkDefinition Design(NetworkInput input, int outputs);

    /// <summary>The network as a module with the weights that training starts from.</summary>
    public virtual LayerStack Create(NetworkDefinition network, ModuleContext context) => LayerStack.Create(network, context);

    /// <summary>What one batch teaches; the caller disposes it, and keeps the network.</summary>
    public virtual ITrainingStep CreateStep(LayerStack network, TrainerOptions options, SupervisedLoss loss, double lossUnit) =>
        new SupervisedStep(network, loss.CreateLoss(), options.Optimizer, options.WeightDecay, options.GradientClipping, loss.CreateMetrics()) { LossUnit = lossUnit };

    /// <summary>The batches of training, made of those that were read.</summary>
    /// <param name="read">batches of rows</param>
    /// <param name="countRows">tells the number of training rows and of rows to judge by, at most</param>
    /// <param name="cancel">ends training within one batch</param>
    public virtual NetworkBatches Batches(NetworkBatches read, Func<(long Training, long Validation)> countRows, CancellationToken cancel) => read;

    public virtual void Dispose()
    {
    }
}
