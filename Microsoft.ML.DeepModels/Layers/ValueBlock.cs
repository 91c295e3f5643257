namespace Microsoft.ML.DeepModels.Layers;

/// <summary>Values of a row that belong together, such as those of a key.</summary>
/// <param name="Offset">of the first</param>
/// <param name="Width">how many</param>
internal readonly record struct ValueBlock(int Offset, int Width);
