using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.DeepModels.Training.Losses;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Benchmarks.Harness;

/// <summary>A network with the step that trains it, as a Fit has them. Owns both.</summary>
/// <param name="Network">with fresh weights</param>
/// <param name="Step">of its family</param>
internal sealed record NetworkInTraining(nn.Module Network, ITrainingStep Step) : IDisposable
{
    /// <summary>A network that learns classes.</summary>
    public static NetworkInTraining Classifier(TensorShape shape, IReadOnlyList<Layer> layers, ModuleContext context)
    {
        var network = LayerStack.Create(new NetworkDefinition(shape, [.. layers, Layer.Dense(ReferenceCase.Classes)]), context);
        return new NetworkInTraining(network, new SupervisedStep(network, new CrossEntropy(), Optimizer.Adam(), 0, null, new Training.Metrics.Accuracy()));
    }

    /// <summary>A network that learns how rows are made.</summary>
    public static NetworkInTraining Generative<TDefinition, TNetwork>(GenerativePlan<TDefinition, TNetwork> plan, TensorShape shape, ModuleContext context)
        where TDefinition : GenerativeDefinition
        where TNetwork : GenerativeNetwork
    {
        TDefinition definition = plan.Design(new GenerativeInput(shape, 0));
        var network = (TNetwork)definition.Create(context);
        return new NetworkInTraining(network, plan.CreateStep(network, definition, context));
    }

    public void Dispose()
    {
        Step.Dispose();
        Network.Dispose();
    }
}
