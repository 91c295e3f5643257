using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(ImageLoadingTransformer), null, typeof(SignatureLoadModel), "", ImageLoadingTransformer.StandInSignature)]

namespace Microsoft.ML.Data;

/// <summary>
/// Loads the image files that a column of paths names. An image lasts until the getter is called with it again; the last one ends with the cursor.
/// </summary>
public sealed class ImageLoadingTransformer : OneToOneTransformerBase
{
    /// <summary>Where relative paths begin, if anywhere.</summary>
    public readonly string ImageFolder;

    internal const string StandInSignature = "StandInLoadImages";
    private readonly bool _asImages;

    /// <param name="env">the environment</param>
    /// <param name="imageFolder">where relative paths begin</param>
    /// <param name="type">images when true, their bytes otherwise</param>
    /// <param name="columns">the column pairs</param>
    internal ImageLoadingTransformer(IHostEnvironment env, string imageFolder = null, bool type = true,
        params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(ImageLoadingTransformer)), columns)
    {
        if (!string.IsNullOrEmpty(imageFolder))
        {
            if (!Directory.Exists(imageFolder)) throw new ArgumentException($"Directory \"{imageFolder}\" does not exist.");
            ImageFolder = Path.GetFullPath(imageFolder);
        }
        _asImages = type;
    }

    private ImageLoadingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        ImageFolder = ctx.Reader.ReadString() is { Length: > 0 } folder ? folder : null;
        _asImages = ctx.Reader.ReadBoolean();
    }

    private static ImageLoadingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new ImageLoadingTransformer(env.Register(nameof(ImageLoadingTransformer)), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
        ctx.Writer.Write(ImageFolder ?? "");
        ctx.Writer.Write(_asImages);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        if (inputSchema[srcCol].Type is not TextDataViewType)
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", ColumnPairs[col].inputColumnName,
                TextDataViewType.Instance.ToString(), inputSchema[srcCol].Type.ToString());
    }

    private protected override ColumnMapping MapColumn(int pair, DataViewSchema.Column source) => _asImages
        ? Mapping(pair, source, new ImageDataViewType(), null, ImageGetter(source.Index))
        : Mapping(pair, source, new VectorDataViewType(NumberDataViewType.Byte), null, BytesGetter(source.Index));

    private GetterFactory ImageGetter(int column) => (DataViewRow input, out Action disposer) =>
    {
        var getPath = PathGetter(input, column);
        MLImage last = null;
        disposer = () =>
        {
            last?.Dispose();
            last = null;
        };
        return (ValueGetter<MLImage>)((ref MLImage image) =>
        {
            image?.Dispose();
            image = null;
            if (getPath() is { } path)
            {
                using var bytes = new MemoryStream(File.ReadAllBytes(path)); // the file is free again at once
                image = MLImage.CreateFromStream(bytes);
                image.Tag = path;
            }
            last = image;
        });
    };

    private GetterFactory BytesGetter(int column) => (DataViewRow input, out Action disposer) =>
    {
        disposer = null;
        var getPath = PathGetter(input, column);
        return (ValueGetter<VBuffer<byte>>)((ref VBuffer<byte> result) =>
        {
            var bytes = getPath() is { } path ? File.ReadAllBytes(path) : [];
            result = new VBuffer<byte>(bytes.Length, bytes);
        });
    };

    // The full path of the row's image, null where there is none.
    private Func<string> PathGetter(DataViewRow input, int column)
    {
        var getText = input.GetGetter<ReadOnlyMemory<char>>(input.Schema[column]);
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            getText(ref text);
            return text.IsEmpty ? null : ImageFolder == null ? text.ToString() : Path.Combine(ImageFolder, text.ToString());
        };
    }

    private static VersionInfo GetVersionInfo() => StandInVersion.Of("SI LDIMG", StandInSignature);
}
