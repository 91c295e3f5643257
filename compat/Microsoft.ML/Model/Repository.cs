using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>A zip archive of named streams.</summary>
internal abstract class Repository : IDisposable
{
    private readonly List<Entry> _open = [];

    internal Repository(IExceptionContext context) => ExceptionContext = context;

    public IExceptionContext ExceptionContext { get; }
    protected bool Disposed { get; private set; }

    public void Dispose()
    {
        if (Disposed) return;
        Dispose(true);
        Disposed = true;
    }

    protected virtual void Dispose(bool disposing) => DisposeAllEntries();

    protected void DisposeAllEntries()
    {
        while (_open.Count > 0) _open[^1].Dispose();
    }

    protected abstract void OnDispose(Entry ent);
    protected void RemoveEntry(Entry ent) => _open.Remove(ent);

    protected Entry AddEntry(string pathEnt, Stream stream)
    {
        var entry = new Entry(this, pathEnt, stream);
        _open.Add(entry);
        return entry;
    }

    /// <summary>The name of an entry in the archive; never a way out of it.</summary>
    protected string EntryPath(string dir, string name)
    {
        ExceptionContext.Check(!Disposed);
        ExceptionContext.CheckParam(dir == null || !dir.Contains(".."), nameof(dir));
        ExceptionContext.CheckParam(!string.IsNullOrWhiteSpace(name) && !name.Contains(".."), nameof(name));
        return Path.Combine(dir ?? "", name).Replace('\\', '/').TrimStart('/');
    }

    /// <summary>Room for an entry: in memory while small, else in a file that goes when it is closed.</summary>
    protected Stream Room(long size)
    {
        const int Small = 1 << 20;
        if (size <= Small) return new MemoryStream();
        string folder = (ExceptionContext as IHostEnvironmentInternal)?.TempFilePath ?? Path.GetTempPath();
        return new FileStream(Path.Combine(folder, "ml_dotnet_" + Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite,
            FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
    }

    /// <summary>A named stream of the archive.</summary>
    public sealed class Entry : IDisposable
    {
        private Repository _repository;

        internal Entry(Repository rep, string path, Stream stream) => (_repository, Path, Stream) = (rep, path, stream);

        public string Path { get; }
        public Stream Stream { get; }

        public void Dispose()
        {
            _repository?.OnDispose(this);
            _repository = null;
        }
    }
}
