namespace Microsoft.ML.DeepModels.Persistence;

/// <summary>Writes files so that nobody ever sees half of one: to a temporary file beside it, then one rename.</summary>
internal static class AtomicFile
{
    /// <param name="path">of the file; one that is there is replaced, and stays as it is when writing fails. Missing folders are made</param>
    /// <param name="write">writes the content</param>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        path = Path.GetFullPath(path);
        if (Path.GetDirectoryName(path) is { } folder) Directory.CreateDirectory(folder);
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write)) write(stream);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            if (File.Exists(temporary)) File.Delete(temporary); // of a folder that is gone it would throw
            throw;
        }
    }
}
