namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>Looks for the file of published weights: at a path that was given, or else in the folders that are known. It downloads nothing.</summary>
internal sealed class WeightSearch
{
    private static readonly string[] s_extensions = [".pth", ".pt", ".safetensors"];

    private readonly PublishedWeights _published;
    private readonly bool _isGiven;
    private readonly List<string> _looked = [];

    /// <param name="architecture">its name, under which a file may be kept as well</param>
    /// <param name="published">the file that is published</param>
    /// <param name="path">of a file, or of a folder that has it: then it is looked for nowhere else; null: in the known folders</param>
    /// <param name="places">the known folders</param>
    public WeightSearch(string architecture, PublishedWeights published, string? path, WeightPlaces places)
    {
        _published = published;
        _isGiven = path is not null;
        string[] names = [published.FileName, .. s_extensions.Select(extension => architecture + extension).Where(name => name != published.FileName)];
        // A file that cannot be opened is one: opening it will say why.
        if (path is not null) Found = File.Exists(path) ? path : LookInto(path, "given", names);
        else Found = places.Folders().Select(place => LookInto(place.Folder, place.Why, names)).FirstOrDefault(found => found is not null);
    }

    /// <summary>The file; null where there is none that can be read.</summary>
    public string? Found { get; }

    /// <summary>Where it was looked for in vain, and why it was not found there.</summary>
    public IReadOnlyList<string> Looked => _looked;

    /// <summary>Says where it was looked for, and how the file can be provided.</summary>
    /// <param name="howToDownload">what the user calls to download it, such as "Backbone.Vgg16.Download()"; null where nothing does</param>
    public FileNotFoundException NotFound(string? howToDownload)
    {
        string download = howToDownload is null ? "" : $"Download it with {howToDownload}, or ";
        string how = _isGiven
            ? $"Correct the path: the file is published at {_published.Address}. Without a path it is looked for in the folders that the environment variable {WeightPlaces.Variable} names and in the caches of " +
                $"downloads{(howToDownload is null ? "" : $", into which it comes with {howToDownload}")}."
            : $"{download}{(howToDownload is null ? "G" : "g")}et it from {_published.Address} and put it into one of these folders, name its folder in the environment variable {WeightPlaces.Variable}, or give its path.";
        return new FileNotFoundException(
            $"The file of weights '{_published.FileName}' was not found. Looked in {(_looked.Count > 0 ? string.Join("; ", _looked) : "no folder, for none is known")}. {how}",
            _published.FileName);
    }

    private string? LookInto(string folder, string why, string[] names)
    {
        string? trouble = null;
        try
        {
            // Other than File.Exists, this tells what is not there from what cannot be read.
            if ((File.GetAttributes(folder) & FileAttributes.Directory) == 0) trouble = "is no folder";
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            trouble = "does not exist";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            trouble = $"cannot be read: {e.Message}";
        }
        for (int i = 0; trouble is null && i < names.Length; i++)
        {
            string file = Path.Combine(folder, names[i]);
            try
            {
                if ((File.GetAttributes(file) & FileAttributes.Directory) != 0) continue;
                File.OpenHandle(file).Dispose();
                return file;
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                trouble = $"cannot be read: {e.Message}";
            }
        }
        _looked.Add($"'{folder}' ({why}): {trouble ?? $"has none of {string.Join(", ", names)}"}");
        return null;
    }
}
