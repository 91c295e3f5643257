using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(ImageResizingTransformer), null, typeof(SignatureLoadModel), "", ImageResizingTransformer.StandInSignature)]

namespace Microsoft.ML.Transforms.Image;

/// <summary>Resizes images to one size; an image that has it already is passed on itself.</summary>
public sealed class ImageResizingTransformer : OneToOneTransformerBase
{
    internal const string StandInSignature = "StandInResizeImages";

    private readonly ImageResizingEstimator.ResizingKind _resizing;
    private readonly ImageResizingEstimator.Anchor _anchor;

    internal ImageResizingTransformer(IHostEnvironment env, string outputColumnName, int imageWidth, int imageHeight, string inputColumnName = null,
        ImageResizingEstimator.ResizingKind resizing = ImageResizingEstimator.Defaults.Resizing,
        ImageResizingEstimator.Anchor cropAnchor = ImageResizingEstimator.Defaults.CropAnchor)
        : base(env.Register(nameof(ImageResizingTransformer)), (outputColumnName, inputColumnName ?? outputColumnName))
    {
        Host.CheckUserArg(imageWidth > 0, nameof(imageWidth), "Must be positive");
        Host.CheckUserArg(imageHeight > 0, nameof(imageHeight), "Must be positive");
        Host.CheckUserArg(Enum.IsDefined(resizing), nameof(resizing), "Undefined resizing");
        Host.CheckUserArg(Enum.IsDefined(cropAnchor), "anchor", "Undefined anchor");
        (_resizing, _anchor, ResultType) = (resizing, cropAnchor, new ImageDataViewType(imageHeight, imageWidth));
    }

    private ImageResizingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        var (width, height) = (ctx.Reader.ReadInt32(), ctx.Reader.ReadInt32());
        ResultType = new ImageDataViewType(height, width);
        _resizing = (ImageResizingEstimator.ResizingKind)ctx.Reader.ReadByte();
        _anchor = (ImageResizingEstimator.Anchor)ctx.Reader.ReadByte();
        Contracts.CheckDecode(Enum.IsDefined(_resizing) && Enum.IsDefined(_anchor));
    }

    internal ImageDataViewType ResultType { get; }

    private static ImageResizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new ImageResizingTransformer(env.Register(nameof(ImageResizingTransformer)), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
        ctx.Writer.Write(ResultType.Width);
        ctx.Writer.Write(ResultType.Height);
        ctx.Writer.Write((byte)_resizing);
        ctx.Writer.Write((byte)_anchor);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol) =>
        ImageColumns.TypeOf(Host, inputSchema, ColumnPairs[col].inputColumnName, srcCol);

    private protected override ColumnMapping MapColumn(int pair, DataViewSchema.Column source) =>
        Mapping(pair, source, ResultType, null, (DataViewRow input, out Action disposer) =>
        {
            disposer = null;
            var getImage = input.GetGetter<MLImage>(input.Schema[source.Index]);
            MLImage image = null;
            return (ValueGetter<MLImage>)((ref MLImage result) =>
            {
                result?.Dispose();
                getImage(ref image);
                if (image == null) return;
                if (image.Height == ResultType.Height && image.Width == ResultType.Width)
                {
                    result = image;
                    return;
                }
                result = image.CloneWithResizing(ResultType.Width, ResultType.Height, Mode);
                result.Tag = image.Tag;
            });
        });

    private ImageResizeMode Mode => (_resizing, _anchor) switch
    {
        (ImageResizingEstimator.ResizingKind.IsoPad, _) => ImageResizeMode.Pad,
        (ImageResizingEstimator.ResizingKind.Fill, _) => ImageResizeMode.Fill,
        (_, ImageResizingEstimator.Anchor.Top) => ImageResizeMode.CropAnchorTop,
        (_, ImageResizingEstimator.Anchor.Bottom) => ImageResizeMode.CropAnchorBottom,
        (_, ImageResizingEstimator.Anchor.Left) => ImageResizeMode.CropAnchorLeft,
        (_, ImageResizingEstimator.Anchor.Right) => ImageResizeMode.CropAnchorRight,
        _ => ImageResizeMode.CropAnchorCentral,
    };

    private static VersionInfo GetVersionInfo() => StandInVersion.Of("SI RSIMG", StandInSignature);
}
