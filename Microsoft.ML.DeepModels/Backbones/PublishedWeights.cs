namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>A file of weights that is published: a state dict of the whole network, its classifier included.</summary>
/// <param name="Address">where it is downloaded from</param>
/// <param name="FileName">its name</param>
/// <param name="Sha256Prefix">the first hexadecimal digits of the SHA-256 of its bytes, lower case</param>
/// <param name="Megabytes">its size in units of 2^20 bytes, to 0.001; 0: not known</param>
internal sealed record PublishedWeights(string Address, string FileName, string Sha256Prefix, double Megabytes)
{
    private const string Site = "https://download.pytorch.org/models/";

    /// <summary>A file of torchvision, whose name ends with a dash and the first digits of its SHA-256.</summary>
    /// <param name="name">without the extension</param>
    /// <param name="megabytes">as torchvision says it</param>
    public static PublishedWeights Of(string name, double megabytes) => new($"{Site}{name}.pth", $"{name}.pth", name[(name.LastIndexOf('-') + 1)..], megabytes);
}
