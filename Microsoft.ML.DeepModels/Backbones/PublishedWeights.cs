namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>A file of weights that is published on the web.</summary>
/// <param name="Address">where it is downloaded from</param>
/// <param name="FileName">under which it is kept</param>
/// <param name="Sha256Prefix">the first digits of its SHA-256, hexadecimal, at least one</param>
/// <param name="Megabytes">its length in units of 1,048,576 bytes, about; 0 where it is not known</param>
internal sealed record PublishedWeights(string Address, string FileName, string Sha256Prefix, double Megabytes);
