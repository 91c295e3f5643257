using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Where a component writes itself: its model stream, and further streams and models beside it.</summary>
public sealed class ModelSaveContext : IDisposable
{
    internal readonly RepositoryWriter Repository;
    internal readonly string Directory;
    internal readonly BinaryWriter Writer;
    internal readonly long FpMin;

    private readonly ModelStreamHeader _header = new();
    private readonly Repository.Entry _entry;
    private readonly IExceptionContext _context;
    private readonly List<string> _strings = [];
    private readonly Dictionary<string, int> _ids = [];

    internal ModelSaveContext(RepositoryWriter rep, string dir, string name)
    {
        Contracts.CheckValue(rep, nameof(rep));
        (Repository, Directory, _context) = (rep, dir, rep.ExceptionContext);
        _entry = rep.CreateEntry(dir, _context.CheckNonEmpty(name, nameof(name)));
        Writer = new BinaryWriter(_entry.Stream, Encoding.UTF8, leaveOpen: true);
        Writer.Write(new byte[ModelStreamHeader.Size]);
    }

    internal ModelSaveContext(BinaryWriter writer, IExceptionContext ectx = null)
    {
        ectx.CheckValue(writer, nameof(writer));
        (Writer, _context) = (writer, ectx);
        writer.Flush();
        FpMin = writer.BaseStream.Position;
        Writer.Write(new byte[ModelStreamHeader.Size]);
    }

    internal bool InRepository => Repository != null;

    internal void CheckAtModel()
    {
        Writer.Flush();
        _context.Check(Writer.BaseStream.Position == FpMin + ModelStreamHeader.Size);
    }

    internal void SetVersionInfo(VersionInfo ver) => _header.Set(ver);

    internal void SaveTextStream(string name, Action<TextWriter> action)
    {
        using var entry = Beside(name, "a text stream");
        using var writer = new StreamWriter(entry.Stream, leaveOpen: true);
        action(writer);
    }

    internal void SaveBinaryStream(string name, Action<BinaryWriter> action)
    {
        using var entry = Beside(name, "a text stream");
        using var writer = new BinaryWriter(entry.Stream, Encoding.UTF8, leaveOpen: true);
        action(writer);
    }

    internal void SaveStringOrNull(string str)
    {
        if (str == null) Writer.Write(-1);
        else SaveString(str);
    }

    internal void SaveString(string str)
    {
        _context.CheckValue(str, nameof(str));
        if (!_ids.TryGetValue(str, out int id))
        {
            _ids[str] = id = _strings.Count;
            _strings.Add(str);
        }
        Writer.Write(id);
    }

    internal void SaveString(ReadOnlyMemory<char> str) => SaveString(str.ToString());

    internal void SaveNonEmptyString(string str)
    {
        _context.CheckParam(!string.IsNullOrEmpty(str), nameof(str));
        SaveString(str);
    }

    internal void SaveNonEmptyString(ReadOnlyMemory<char> str) => SaveString(str.ToString());

    internal void SaveModel<T>(T value, string name) where T : class
    {
        _context.Check(InRepository, "Can't save a sub-model when writing to a single stream");
        SaveModel(Repository, value, Path.Combine(Directory ?? "", name));
    }

    internal static void SaveModel<T>(RepositoryWriter rep, T value, string path) where T : class
    {
        if (value is not ICanSaveModel model) return;
        using var context = new ModelSaveContext(rep, path, ModelLoadContext.ModelStreamName);
        model.Save(context);
        context.Done();
    }

    internal void SaveSubModel(string dir, Action<ModelSaveContext> fn)
    {
        _context.Check(InRepository, "Can't save a sub-model when writing to a single stream");
        using var context = new ModelSaveContext(Repository, Path.Combine(Directory ?? "", dir), ModelLoadContext.ModelStreamName);
        fn(context);
        context.Done();
    }

    internal static void Save(BinaryWriter writer, Action<ModelSaveContext> fn)
    {
        using var context = new ModelSaveContext(writer);
        fn(context);
        context.Done();
    }

    /// <summary>Completes the model stream.</summary>
    internal void Done()
    {
        _context.Check(_header.ModelSignature != 0, "ModelSignature not specified!");
        _header.Write(Writer, FpMin, _strings);
        Dispose();
    }

    public void Dispose()
    {
        if (!InRepository) return; // the writer is the caller's
        Writer.Dispose();
        _entry.Dispose();
    }

    private Repository.Entry Beside(string name, string what)
    {
        _context.Check(InRepository, $"Can't save {what} when writing to a single stream");
        return Repository.CreateEntry(Directory, _context.CheckNonEmpty(name, nameof(name)));
    }
}
