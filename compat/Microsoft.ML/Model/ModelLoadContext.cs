using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Marks classes that load models of their own writing.</summary>
internal delegate void SignatureLoadModel(ModelLoadContext ctx);

/// <summary>Where a component reads itself from; the counterpart of <see cref="ModelSaveContext"/>.</summary>
internal sealed partial class ModelLoadContext : IDisposable
{
    public const string ModelStreamName = "Model.key";

    public readonly RepositoryReader Repository;
    public readonly string Directory;
    public readonly BinaryReader Reader;
    public readonly string[] Strings;
    public readonly string LoaderAssemblyName;
    public readonly long FpMin;
    internal ModelHeader Header;

    private readonly ModelStreamHeader _header;
    private readonly IExceptionContext _context;

    internal ModelLoadContext(RepositoryReader rep, Repository.Entry ent, string dir)
    {
        Contracts.CheckValue(rep, nameof(rep));
        (Repository, Directory, _context) = (rep, dir, rep.ExceptionContext);
        Reader = new BinaryReader(ent.Stream, Encoding.UTF8, leaveOpen: true);
        _header = ModelStreamHeader.Read(Reader, 0);
        (Strings, LoaderAssemblyName, Header) = (_header.Strings, _header.AssemblyName, _header.Summary);
    }

    internal ModelLoadContext(BinaryReader reader, IExceptionContext ectx = null)
    {
        ectx.CheckValue(reader, nameof(reader));
        (Reader, _context, FpMin) = (reader, ectx, reader.BaseStream.Position);
        _header = ModelStreamHeader.Read(Reader, FpMin);
        (Strings, LoaderAssemblyName, Header) = (_header.Strings, _header.AssemblyName, _header.Summary);
    }

    public bool InRepository => Repository != null;

    public void CheckAtModel() => _context.Check(Reader.BaseStream.Position == FpMin + _header.ModelStart);

    public void CheckAtModel(VersionInfo ver)
    {
        CheckAtModel();
        CheckVersionInfo(ver);
    }

    public void CheckVersionInfo(VersionInfo ver) => _header.Check(ver);

    public string LoadStringOrNull()
    {
        int id = Reader.ReadInt32();
        _context.CheckDecode(-1 <= id && id < Strings.Length);
        return id < 0 ? null : Strings[id];
    }

    public string LoadString() => LoadStringOrNull() ?? throw _context.ExceptDecode();

    public string LoadNonEmptyString()
    {
        string text = LoadString();
        _context.CheckDecode(text.Length > 0);
        return text;
    }

    public bool TryLoadBinaryStream(string name, Action<BinaryReader> action)
    {
        using var entry = Beside(name);
        if (entry == null) return false;
        using var reader = new BinaryReader(entry.Stream, Encoding.UTF8, leaveOpen: true);
        action(reader);
        return true;
    }

    public bool TryLoadTextStream(string name, Action<TextReader> action)
    {
        using var entry = Beside(name);
        if (entry == null) return false;
        using var reader = new StreamReader(entry.Stream);
        action(reader);
        return true;
    }

    public bool TryProcessSubModel(string dir, Action<ModelLoadContext> action)
    {
        _context.Check(InRepository, "Can't Load a sub-model when reading from a single stream");
        string path = Path.Combine(Directory ?? "", dir);
        using var entry = Repository.OpenEntryOrNull(path, ModelStreamName);
        if (entry == null) return false;
        using var context = new ModelLoadContext(Repository, entry, path);
        action(context);
        return true;
    }

    public bool ContainsModel(string name)
    {
        if (!InRepository || string.IsNullOrEmpty(name)) return false;
        using var entry = Repository.OpenEntryOrNull(Path.Combine(Directory ?? "", name), ModelStreamName);
        return entry != null;
    }

    /// <summary>Checks that all of the model has been read.</summary>
    public void Done()
    {
        Contracts.CheckDecode(Reader.BaseStream.Position == FpMin + _header.ModelEnd);
        Reader.BaseStream.Position = FpMin + _header.Limit;
        Dispose();
    }

    public void Dispose()
    {
        if (InRepository) Reader.Dispose(); // else the reader is the caller's
    }

    private Repository.Entry Beside(string name)
    {
        _context.Check(InRepository, "Can't Load a sub-model when reading from a single stream");
        return Repository.OpenEntryOrNull(Directory, _context.CheckNonEmpty(name, nameof(name)));
    }
}
