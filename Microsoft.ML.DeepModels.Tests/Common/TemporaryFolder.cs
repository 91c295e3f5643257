namespace Microsoft.ML.DeepModels.Tests.Common;

/// <summary>A folder that is gone with its content when the test is over.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("deepmodels-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, byte[] content)
    {
        // In place: a file that is emptied and written anew goes to the disk at once with some file systems, and some tests write thousands.
        using var stream = new FileStream(File(name), FileMode.OpenOrCreate, FileAccess.Write);
        stream.Write(content);
        stream.SetLength(content.Length);
        return File(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
