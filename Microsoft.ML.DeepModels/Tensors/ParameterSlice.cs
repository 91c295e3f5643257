namespace Microsoft.ML.DeepModels.Tensors;

/// <summary>One parameter's place in a <see cref="ParameterBuffer"/>, in elements.</summary>
internal readonly record struct ParameterSlice(string Name, long Offset, long Length);
