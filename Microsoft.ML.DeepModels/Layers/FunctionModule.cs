using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Layers;

/// <summary>A module without parameters or state: a function that returns a tensor object of its own.</summary>
internal sealed class FunctionModule(string name, Func<Tensor, Tensor> function) : nn.Module<Tensor, Tensor>(name)
{
    public override Tensor forward(Tensor input) => function(input);
}
