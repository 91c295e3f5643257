namespace Microsoft.ML.DeepModels.Layers;

/// <summary>The encoder of a generative network.</summary>
/// <param name="Network">its layers; the last gives means and then as many other values</param>
/// <param name="Name">its name among the modules of the network</param>
/// <param name="LatentSize">the number of means</param>
/// <param name="Scale">what rows are divided by before</param>
/// <param name="Offset">what is taken off before that</param>
internal sealed record EncoderPart(NetworkDefinition Network, string Name, int LatentSize, double Scale, double Offset);
