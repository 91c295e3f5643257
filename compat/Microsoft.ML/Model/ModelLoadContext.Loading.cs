using System.Reflection;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

internal sealed partial class ModelLoadContext
{
    public static bool LoadModelOrNull<TRes, TSig>(IHostEnvironment env, out TRes result, RepositoryReader rep, string dir, params object[] extra)
        where TRes : class
    {
        using var entry = rep.OpenEntryOrNull(dir, ModelStreamName);
        result = null;
        if (entry == null) return false;
        LoadModel<TRes, TSig>(env, out result, rep, entry, dir, extra);
        return true;
    }

    public static void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, RepositoryReader rep, string dir, params object[] extra)
        where TRes : class
    {
        if (!LoadModelOrNull<TRes, TSig>(env, out result, rep, dir, extra)) throw env.ExceptDecode("Corrupt model file");
    }

    public bool LoadModelOrNull<TRes, TSig>(IHostEnvironment env, out TRes result, string name, params object[] extra) where TRes : class
    {
        _context.Check(InRepository, "Can't load a sub-model when reading from a single stream");
        return LoadModelOrNull<TRes, TSig>(env, out result, Repository, Path.Combine(Directory ?? "", name), extra);
    }

    public void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, string name, params object[] extra) where TRes : class
    {
        if (!LoadModelOrNull<TRes, TSig>(env, out result, name, extra)) throw _context.ExceptDecode("Corrupt model file");
    }

    public static void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, RepositoryReader rep, Repository.Entry ent, string dir,
        params object[] extra) where TRes : class
    {
        using var context = new ModelLoadContext(rep, ent, dir);
        if (!context.TryCreate<TRes, TSig>(env, out result, extra)) throw env.ExceptDecode("Couldn't load model: '{0}'", dir);
    }

    public static bool TryLoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, BinaryReader reader, params object[] extra)
        where TRes : class
    {
        using var context = new ModelLoadContext(reader);
        return context.TryCreate<TRes, TSig>(env, out result, extra);
    }

    public static bool TryLoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, Stream stream, params object[] extra) where TRes : class
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        return TryLoadModel<TRes, TSig>(env, out result, reader, extra);
    }

    public static void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, BinaryReader reader, params object[] extra) where TRes : class
    {
        if (!TryLoadModel<TRes, TSig>(env, out result, reader, extra)) throw Contracts.ExceptDecode("Couldn't load model");
    }

    public static void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, Stream stream, params object[] extra) where TRes : class
    {
        if (!TryLoadModel<TRes, TSig>(env, out result, stream, extra)) throw Contracts.ExceptDecode("Couldn't load model");
    }

    // The file names the assembly of its loader; that is all a model needs to be loaded.
    private bool TryCreate<TRes, TSig>(IHostEnvironment env, out TRes result, object[] extra) where TRes : class
    {
        if (!string.IsNullOrEmpty(LoaderAssemblyName)) env.ComponentCatalog.RegisterAssembly(Assembly.Load(LoaderAssemblyName));
        object[] arguments = [this, .. extra];
        result = null;
        foreach (string signature in new[] { _header.LoaderSignature, _header.LoaderSignatureAlt })
        {
            if (string.IsNullOrWhiteSpace(signature)) continue;
            if (!ComponentCatalog.TryCreateInstance<object, TSig>(env, out object created, signature, "", arguments)) continue;
            result = created as TRes;
            if (result == null) continue;
            Done();
            return true;
        }
        Reader.BaseStream.Position = FpMin;
        return false;
    }
}
