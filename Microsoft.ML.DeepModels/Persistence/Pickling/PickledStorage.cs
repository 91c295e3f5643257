using ScalarType = TorchSharp.torch.ScalarType;

namespace Microsoft.ML.DeepModels.Persistence.Pickling;

/// <summary>A storage that a pickled file refers to: the memory that one or more tensors share.</summary>
/// <param name="Key">its name in the file</param>
/// <param name="Type">of its values; null for bytes whose type the tensor tells</param>
/// <param name="Start">where it begins within the storage of that key, in values</param>
/// <param name="Count">of its values</param>
internal sealed record PickledStorage(string Key, ScalarType? Type, long Start, long Count);
