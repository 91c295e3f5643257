using ScalarType = TorchSharp.torch.ScalarType;

namespace Microsoft.ML.DeepModels.Persistence.Pickling;

/// <summary>A class or function that a pickled file may name, and what it stands for here. Nothing of Python is called.</summary>
/// <param name="Name">with its module</param>
/// <param name="Make">from the arguments that the file calls it with to a value; null where it is only named</param>
/// <param name="Type">of the values, for storages and types of values</param>
internal sealed record PickleClass(string Name, Func<object?[], object?>? Make = null, ScalarType? Type = null)
{
    public override string ToString() => Name;
}
