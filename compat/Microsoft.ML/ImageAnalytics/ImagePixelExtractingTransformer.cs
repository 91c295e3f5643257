using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(ImagePixelExtractingTransformer), null, typeof(SignatureLoadModel), "", ImagePixelExtractingTransformer.StandInSignature)]

namespace Microsoft.ML.Transforms.Image;

/// <summary>
/// Turns images of one size into vectors of their pixels' colors: (colors, height, width), or (height, width, colors) where they are interleaved.
/// </summary>
public sealed class ImagePixelExtractingTransformer : OneToOneTransformerBase
{
    internal const string StandInSignature = "StandInExtractPixels";

    private readonly ImagePixelExtractingEstimator.ColorBits _colors;
    private readonly ImagePixelExtractingEstimator.ColorsOrder _order;
    private readonly bool _interleaved;
    private readonly float _offset;
    private readonly float _scale;
    private readonly bool _asFloats;

    internal ImagePixelExtractingTransformer(IHostEnvironment env, string outputColumnName, string inputColumnName = null,
        ImagePixelExtractingEstimator.ColorBits colorsToExtract = ImagePixelExtractingEstimator.Defaults.Colors,
        ImagePixelExtractingEstimator.ColorsOrder orderOfExtraction = ImagePixelExtractingEstimator.Defaults.Order,
        bool interleavePixelColors = ImagePixelExtractingEstimator.Defaults.Interleave,
        float offsetImage = ImagePixelExtractingEstimator.Defaults.Offset,
        float scaleImage = ImagePixelExtractingEstimator.Defaults.Scale,
        bool outputAsFloatArray = ImagePixelExtractingEstimator.Defaults.Convert)
        : base(env.Register(nameof(ImagePixelExtractingTransformer)), (outputColumnName, inputColumnName ?? outputColumnName))
    {
        Contracts.CheckNonWhiteSpace(outputColumnName, nameof(outputColumnName));
        Contracts.CheckParam((colorsToExtract & ImagePixelExtractingEstimator.ColorBits.All) != 0, nameof(colorsToExtract),
            "Need to use at least one color plane.");
        (_colors, _order, _interleaved, _asFloats) = (colorsToExtract, orderOfExtraction, interleavePixelColors, outputAsFloatArray);
        // Bytes are the colors as they are.
        _offset = _asFloats ? offsetImage : ImagePixelExtractingEstimator.Defaults.Offset;
        _scale = _asFloats ? scaleImage : ImagePixelExtractingEstimator.Defaults.Scale;
        Contracts.CheckParam(float.IsFinite(_offset), nameof(offsetImage));
        Contracts.CheckParam(float.IsFinite(_scale) && _scale != 0, nameof(scaleImage));
    }

    private ImagePixelExtractingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _colors = (ImagePixelExtractingEstimator.ColorBits)ctx.Reader.ReadByte();
        _order = (ImagePixelExtractingEstimator.ColorsOrder)ctx.Reader.ReadByte();
        Contracts.CheckDecode((_colors & ImagePixelExtractingEstimator.ColorBits.All) != 0 && Enum.IsDefined(_order));
        (_interleaved, _asFloats) = (ctx.Reader.ReadBoolean(), ctx.Reader.ReadBoolean());
        (_offset, _scale) = (ctx.Reader.ReadSingle(), ctx.Reader.ReadSingle());
    }

    internal PrimitiveDataViewType ItemType => _asFloats ? NumberDataViewType.Single : NumberDataViewType.Byte;

    private static ImagePixelExtractingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new ImagePixelExtractingTransformer(env.Register(nameof(ImagePixelExtractingTransformer)), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
        ctx.Writer.Write((byte)_colors);
        ctx.Writer.Write((byte)_order);
        ctx.Writer.Write(_interleaved);
        ctx.Writer.Write(_asFloats);
        ctx.Writer.Write(_offset);
        ctx.Writer.Write(_scale);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        var name = ColumnPairs[col].inputColumnName;
        var type = ImageColumns.TypeOf(Host, inputSchema, name, srcCol);
        if (type.Height <= 0 || type.Width <= 0)
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", name, "known-size image", "unknown-size image");
    }

    private protected override ColumnMapping MapColumn(int pair, DataViewSchema.Column source)
    {
        var image = (ImageDataViewType)source.Type;
        var planes = Planes(MLPixelFormat.Bgra32).Length;
        var type = _interleaved
            ? new VectorDataViewType(ItemType, image.Height, image.Width, planes)
            : new VectorDataViewType(ItemType, planes, image.Height, image.Width);
        return Mapping(pair, source, type, null, (DataViewRow input, out Action disposer) => _asFloats
            ? MakeGetter<float>(input, source.Index, image, (pixels, start, target, first, step) =>
            {
                for (var (from, to) = (start, first); from < pixels.Length; from += 4, to += step) target[to] = (pixels[from] - _offset) * _scale;
            }, out disposer)
            : MakeGetter<byte>(input, source.Index, image, (pixels, start, target, first, step) =>
            {
                for (var (from, to) = (start, first); from < pixels.Length; from += 4, to += step) target[to] = pixels[from];
            }, out disposer));
    }

    // Copies one color of all pixels, from a byte on, into every so many slots from a first one on.
    private delegate void CopyColor<T>(ReadOnlySpan<byte> pixels, int start, Span<T> target, int first, int step);

    private Delegate MakeGetter<T>(DataViewRow input, int column, ImageDataViewType type, CopyColor<T> copy, out Action disposer)
    {
        var getImage = input.GetGetter<MLImage>(input.Schema[column]);
        var (ofBgra, ofRgba) = (Planes(MLPixelFormat.Bgra32), Planes(MLPixelFormat.Rgba32));
        MLImage image = null;
        disposer = () =>
        {
            image?.Dispose();
            image = null;
        };
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> result) =>
        {
            getImage(ref image);
            var planes = image?.PixelFormat == MLPixelFormat.Rgba32 ? ofRgba : ofBgra;
            var size = type.Height * type.Width;
            if (image == null)
            {
                result = new VBuffer<T>(size * planes.Length, 0, [], []); // an image that is not there is black
                return;
            }
            Contracts.Check(image.Height == type.Height && image.Width == type.Width,
                $"The image is {image.Height} x {image.Width}, the column promises {type.Height} x {type.Width}.");
            var editor = VBufferEditor.Create(ref result, size * planes.Length);
            for (var p = 0; p < planes.Length; p++)
                copy(image.Pixels, planes[p], editor.Values, _interleaved ? p : p * size, _interleaved ? planes.Length : 1);
            result = editor.Commit();
        });
    }

    // The byte of a pixel for each color taken, in the order asked for.
    private int[] Planes(MLPixelFormat format)
    {
        var swapped = format == MLPixelFormat.Rgba32;
        return _order.ToString().Select(letter => letter switch
        {
            'A' => (ImagePixelExtractingEstimator.ColorBits.Alpha, 3),
            'R' => (ImagePixelExtractingEstimator.ColorBits.Red, swapped ? 0 : 2),
            'G' => (ImagePixelExtractingEstimator.ColorBits.Green, 1),
            _ => (ImagePixelExtractingEstimator.ColorBits.Blue, swapped ? 2 : 0),
        }).Where(c => (_colors & c.Item1) != 0).Select(c => c.Item2).ToArray();
    }

    private static VersionInfo GetVersionInfo() => StandInVersion.Of("SI PIXEL", StandInSignature);
}
