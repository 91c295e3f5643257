using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.Interop;

/// <summary>
/// ML.NET's model file seen from a transformer of ours. I own the header, by which ML.NET finds this assembly again, and
/// the format version in it; what the streams hold belongs to the room Persistence.
/// </summary>
internal static class ModelFile
{
    /// <summary>Raised when an older library could not read what is written now.</summary>
    public const uint FormatVersion = 0x00010001;

    /// <summary>The loader signature in the file, under which <see cref="ModelLoader"/> is registered; at most 24 characters.</summary>
    public const string LoaderSignature = "DeepModelsTransformer";

    // Eight characters, for good: a file with another one is not ours.
    private const string Signature = "DEEPMODL";

    /// <summary>Writes the header, then lets <paramref name="write"/> add its streams.</summary>
    public static void Save(ModelSaveContext context, Action<IModelWriter> write)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.CheckAtModel();
        context.SetVersionInfo(Version());
        write(new Writer(context));
    }

    /// <summary>Checks the header and gives access to the streams.</summary>
    public static IModelReader Open(ModelLoadContext context)
    {
        context.CheckAtModel();
        // ML.NET's own check says "version 65538"; ours, which comes first, says what to do about it.
        uint readable = context.Header.ModelVerReadable;
        if (context.Header.ModelSignature == Version().ModelSignature && readable > FormatVersion)
        {
            throw new InvalidDataException(
                $"The model file needs format {Format(readable)} of Microsoft.ML.DeepModels, but this version reads formats up to " +
                $"{Format(FormatVersion)}. Update the package Microsoft.ML.DeepModels to the version that saved the model, or a later one.");
        }
        context.CheckVersionInfo(Version());
        return new Reader(context);
    }

    private static string Format(uint version) => $"{version >> 16}.{version & 0xFFFF}";

    private static VersionInfo Version() => new(
        Signature, FormatVersion, FormatVersion, FormatVersion, typeof(ModelFile).Assembly.FullName!, LoaderSignature);

    private sealed class Writer(ModelSaveContext context) : IModelWriter
    {
        public void Write(string name, Action<Stream> write) =>
            context.SaveBinaryStream(name, binary =>
            {
                write(binary.BaseStream);
                binary.Flush();
            });
    }

    private sealed class Reader(ModelLoadContext context) : IModelReader
    {
        public T Read<T>(string name, Func<Stream, T> read)
        {
            T result = default!;
            if (!context.TryLoadBinaryStream(name, binary => result = read(binary.BaseStream)))
                throw new InvalidDataException($"The model file has no entry '{name}': it is incomplete. Save the model again.");
            return result;
        }
    }
}
