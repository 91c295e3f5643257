using System.Reflection;
using Microsoft.ML.DeepModels.Tensors;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Benchmarks.Accuracy;

/// <summary>
/// A network with numbers of 64 bits, for comparisons of gradients: with 32 a ReLU whose input is next to zero opens or not as rounding has it, and in deep networks that
/// alone makes a tenth. The library has no use for it, so the modules' fields are exchanged from outside.
/// </summary>
internal static class DoublePrecision
{
    /// <summary>Exchanges all parameters and buffers, and returns the new parameters by their names. They belong to the current dispose scope.</summary>
    public static Dictionary<string, Tensor> Of(nn.Module network)
    {
        List<(string Name, Tensor Tensor)> parameters = [.. ModuleTensors.Parameters(network)], buffers = [.. ModuleTensors.Buffers(network)];
        var exchanged = new Dictionary<string, Tensor>();
        foreach (nn.Module module in network.modules())
        {
            foreach (FieldInfo field in module.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public))
            {
                if (field.GetValue(module) is not Tensor tensor) continue;
                bool isLearned = parameters.Any(parameter => ReferenceEquals(parameter.Tensor, tensor));
                if (!isLearned && !buffers.Any(buffer => ReferenceEquals(buffer.Tensor, tensor))) continue;
                Tensor exact = tensor.detach().to(ScalarType.Float64);
                if (isLearned) exchanged.Add(parameters.First(parameter => ReferenceEquals(parameter.Tensor, tensor)).Name, exact.requires_grad_());
                field.SetValue(module, exact);
            }
        }
        if (exchanged.Count != parameters.Count) throw new InvalidOperationException($"{parameters.Count - exchanged.Count} parameters of {network.GetName()} are in no field of a module.");
        return exchanged;
    }
}
