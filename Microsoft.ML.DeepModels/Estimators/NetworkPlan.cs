using Microsoft.ML.DeepModels.Layers;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>The plan of a family that brings a network and nothing else.</summary>
/// <param name="design">the network for an input and a number of outputs</param>
internal sealed class NetworkPlan(Func<NetworkInput, int, NetworkDefinition> design) : SupervisedPlan
{
    public override NetworkDefinition Design(NetworkInput input, int outputs) => design(input, outputs);
}
