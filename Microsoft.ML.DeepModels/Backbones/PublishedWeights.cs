namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>A file of weights that torchvision publishes: a state dict of the whole network, its classifier included.</summary>
/// <param name="Address">where it is downloaded from</param>
/// <param name="Megabytes">its size in units of 2^20 bytes, as torchvision says it, to 0.001</param>
internal sealed record PublishedWeights(string Address, double Megabytes)
{
    private const string Site = "https://download.pytorch.org/models/";

    /// <summary>The name of the file.</summary>
    public string FileName => Address[(Address.LastIndexOf('/') + 1)..];

    /// <summary>The first hexadecimal digits of the SHA-256 hash of the file's bytes, lower case: the part of its name after the last dash.</summary>
    public string Sha256Prefix => Path.GetFileNameWithoutExtension(FileName)[(Path.GetFileNameWithoutExtension(FileName).LastIndexOf('-') + 1)..];

    /// <summary>A file on the site of PyTorch, by its name without the extension.</summary>
    public static PublishedWeights Of(string name, double megabytes) => new($"{Site}{name}.pth", megabytes);
}
