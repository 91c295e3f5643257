namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>The folders in which files of weights are looked for without being told.</summary>
/// <param name="environment">the value of an environment variable, or null</param>
/// <param name="localData">the user's folder for data of programs; empty where there is none</param>
/// <param name="home">the user's folder; empty where there is none</param>
internal sealed class WeightPlaces(Func<string, string?> environment, string localData, string home)
{
    /// <summary>The environment variable that names folders with files of weights, separated as in PATH.</summary>
    public const string Variable = "DEEPMODELS_WEIGHTS";

    /// <summary>Those of this process.</summary>
    public static WeightPlaces Default => new(
        Environment.GetEnvironmentVariable,
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify));

    /// <summary>Where downloaded files are kept; null for a user without a folder.</summary>
    public string? Cache => localData.Length > 0 ? Path.Combine(localData, "Microsoft.ML.DeepModels", "weights") : null;

    /// <summary>All of them, in the order in which they are looked into, each with what makes it one.</summary>
    public IEnumerable<(string Folder, string Why)> Folders()
    {
        string[] named = (environment(Variable) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (string folder in named) yield return (folder, Variable);
        if (Cache is { } cache) yield return (cache, "the cache of downloads");
        if (TorchHome() is { } torch) yield return (Path.Combine(torch, "hub", "checkpoints"), "PyTorch's cache");
    }

    private string? TorchHome()
    {
        if (environment("TORCH_HOME") is { Length: > 0 } torch) return torch;
        if (environment("XDG_CACHE_HOME") is { Length: > 0 } cache) return Path.Combine(cache, "torch");
        return home.Length > 0 ? Path.Combine(home, ".cache", "torch") : null;
    }
}
