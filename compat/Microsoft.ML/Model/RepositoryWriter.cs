using System.IO.Compression;
using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Writes an archive. Entries may be open side by side; they go into the archive in the order in which they are closed.</summary>
internal sealed class RepositoryWriter : Repository
{
    private readonly ZipArchive _archive;
    private readonly HashSet<string> _names = [];
    private readonly Queue<(string Path, Stream Stream)> _closed = [];

    private RepositoryWriter(Stream stream, IExceptionContext context) : base(context) =>
        _archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);

    public static RepositoryWriter CreateNew(Stream stream, IExceptionContext ectx = null, bool useFileSystem = true)
    {
        ectx.CheckValue(stream, nameof(stream));
        var repository = new RepositoryWriter(stream, ectx);
        using var entry = repository.CreateEntry("TrainingInfo", "Version.txt");
        using var writer = new StreamWriter(entry.Stream, leaveOpen: true);
        writer.WriteLine(typeof(RepositoryWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
        return repository;
    }

    public Entry CreateEntry(string name) => CreateEntry(null, name);

    public Entry CreateEntry(string dir, string name)
    {
        Flush();
        string path = EntryPath(dir, name);
        if (!_names.Add(path)) throw ExceptionContext.ExceptParam(nameof(name), "Duplicate entry: '{0}'", path);
        return AddEntry(path, Room(long.MaxValue));
    }

    public void Commit()
    {
        DisposeAllEntries();
        Flush();
        _archive.Dispose();
    }

    protected override void OnDispose(Entry ent)
    {
        RemoveEntry(ent);
        _closed.Enqueue((ent.Path, ent.Stream));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        while (_closed.TryDequeue(out var entry)) entry.Stream.Dispose();
        _archive.Dispose();
    }

    private void Flush()
    {
        ExceptionContext.Check(!Disposed);
        while (_closed.TryDequeue(out var entry))
        {
            using (entry.Stream)
            {
                using var target = _archive.CreateEntry(entry.Path).Open();
                entry.Stream.Position = 0;
                entry.Stream.CopyTo(target);
            }
        }
    }
}
