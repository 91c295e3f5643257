using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>
/// Turns a feature column, whatever its type, into rows of one layout. The same readers serve Fit and Transform.
/// </summary>
internal abstract class FeatureReader(DataViewSchema.Column column, FeatureLayout layout)
{
    private const string Role = "feature";

    /// <summary>The column types that can be read.</summary>
    public const string ExpectedTypes = "Vector<Single>, Single, Image or VarVector<Byte> (an encoded image)";

    /// <summary>The column types that can be read where tokens are understood.</summary>
    public const string SequenceTypes = "Vector<Single>, VarVector<Single>, Vector<Key> or VarVector<Key>";

    /// <summary>The column it reads.</summary>
    public DataViewSchema.Column Column { get; } = column;

    /// <summary>All columns that it reads.</summary>
    public virtual IEnumerable<DataViewSchema.Column> Columns => [Column];

    /// <summary>How a row lies in memory and becomes a tensor.</summary>
    public FeatureLayout Layout { get; } = layout;

    /// <summary>The shape of one example.</summary>
    public TensorShape Shape => Layout.Shape;

    /// <summary>What the tokens are; null when the features are no tokens.</summary>
    public virtual TokenSet? Tokens => null;

    /// <summary>Decides by the column's type how to read it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    /// <exception cref="ArgumentException">Type and shape do not fit each other, or no shape is known.</exception>
    public static FeatureReader Create(DataViewSchema schema, string columnName, InputOptions options)
    {
        DataViewSchema.Column column = SchemaErrors.Find(schema, Role, columnName);
        if (options is { Shape: { Count: 2 } steps, FeaturesPerStep: { } perStep } && steps[1] != perStep)
            throw new ArgumentException($"FeaturesPerStep is {perStep}, but the input shape {steps} has {steps[1]}. Give one of them, or the same.");
        if (options.FeaturesPerStep is not null && column.Type is VectorDataViewType { ItemType: KeyDataViewType })
            throw new ArgumentException($"FeaturesPerStep is {options.FeaturesPerStep}, but column '{column.Name}' holds tokens, one a step. Leave it out.");
        bool tokens = options.Shape is { } given ? given is { Count: 1, HasVariableLength: true } : options.AllowTokens;
        return column.Type switch
        {
            VectorDataViewType { ItemType: KeyDataViewType } when tokens => TokenReader.Create(column, options.Tokens),
            VectorDataViewType { ItemType: NumberDataViewType item } type when item == NumberDataViewType.Single && SequenceFeatures(type, options) is { } features =>
                new SequenceReader(column, TensorShape.Sequence(features)),
            _ when options.Shape is { HasVariableLength: true } => throw SchemaErrors.Mismatch(Role, columnName, Expected(options), SchemaColumns.TypeName(column.Type)),
            NumberDataViewType type when type == NumberDataViewType.Single => new ScalarReader(column, ScalarShape(column, options)),
            VectorDataViewType { ItemType: NumberDataViewType item } type when item == NumberDataViewType.Single =>
                new SingleVectorReader(column, VectorShape(column, type, options), options.ChannelOrder),
            VectorDataViewType { ItemType: NumberDataViewType item } type when item == NumberDataViewType.Byte && IsPixels(type, options) =>
                new PixelVectorReader(column, VectorShape(column, type, options), options.ChannelOrder),
            VectorDataViewType { ItemType: NumberDataViewType item } when item == NumberDataViewType.Byte =>
                new EncodedImageReader(column, ImageShape(column, options, 0, 0)),
            ImageDataViewType type => new ImageReader(column, ImageShape(column, options, type.Height, type.Width)),
            _ => throw SchemaErrors.Mismatch(Role, columnName, Expected(options), SchemaColumns.TypeName(column.Type)),
        };
    }

    /// <summary>What a message says is expected.</summary>
    public static string Expected(InputOptions options) =>
        options.Shape is { HasVariableLength: true } shape ? (shape.Count == 1 ? "Vector<Key> or VarVector<Key>" : "Vector<Single> or VarVector<Single>") : options.AllowTokens ? SequenceTypes : ExpectedTypes;

    /// <summary>A reader of the current row of a cursor, or of a single row.</summary>
    public abstract RowReader Bind(DataViewRow row);

    /// <summary>The values of one step, where rows are to be sequences of any length; null where they are not.</summary>
    private static int? SequenceFeatures(VectorDataViewType type, InputOptions options) =>
        options.Shape is { } shape ? (shape is { Count: 2, HasVariableLength: true } ? shape[1] : null)
        : type.Size == 0 ? options.FeaturesPerStep
        : null;

    private static TensorShape ScalarShape(DataViewSchema.Column column, InputOptions options)
    {
        if (options.Shape is { ElementCount: not 1 } shape) throw Mismatch(column, shape, "has 1 value a row");
        return options.Shape ?? new TensorShape(1);
    }

    /// <summary>Bytes of a known number: pixels, as <c>ExtractPixels</c> gives with <c>outputAsFloatArray: false</c>; otherwise an encoded image.</summary>
    private static bool IsPixels(VectorDataViewType type, InputOptions options) =>
        type.Size > 0 && (type.Dimensions.Length > 1 || type.Size == options.Shape?.ElementCount);

    private static TensorShape VectorShape(DataViewSchema.Column column, VectorDataViewType type, InputOptions options)
    {
        TensorShape? own = OwnShape(type, options.ChannelOrder);
        if (options.Shape is not { } shape)
        {
            return own is { } known ? Steps(column, type, known, options.FeaturesPerStep) : throw new ArgumentException(
                $"Column '{column.Name}' is {type}, a vector without a known size, so the shape of an example is not known. Give the input shape in the options, " +
                "or for sequences the number of features per step.");
        }
        if (type.Size > 0 && type.Size != shape.ElementCount) throw Mismatch(column, shape, $"has {type.Size} values a row");
        if (own is { Count: > 1 } && own.Count == shape.Count && !own.Equals(shape))
        {
            string hint = shape.IsImage && shape.Equals(OwnShape(type, Other(options.ChannelOrder)))
                ? $" Set the channel order to {Other(options.ChannelOrder)}." : "";
            throw Mismatch(column, shape, $"is {own}{(own.IsImage ? $" when read as {options.ChannelOrder}" : "")}", hint);
        }
        return shape;
    }

    /// <summary>(timesteps, features) where the number of features per step is given, else the column's own shape.</summary>
    private static TensorShape Steps(DataViewSchema.Column column, VectorDataViewType type, TensorShape own, int? features)
    {
        if (features is not { } perStep) return own;
        if (own.Count > 1 ? own[^1] != perStep || own.Count != 2 : own[0] % perStep != 0)
        {
            throw new ArgumentException(own.Count > 1
                ? $"FeaturesPerStep is {perStep}, but column '{column.Name}' ({type}) has dimensions of its own, {own}. Leave FeaturesPerStep out, or correct it."
                : $"Column '{column.Name}' ({type}) has {own} values a row, which is no whole number of steps of {perStep} features. Correct the features per step, or the column.");
        }
        return new TensorShape(own.ElementCount / perStep, perStep);
    }

    /// <summary>The shape that the column's dimensions tell; null when they do not.</summary>
    private static TensorShape? OwnShape(VectorDataViewType type, ChannelOrder order)
    {
        if (type.Size <= 0) return null;
        int[] axes = [.. type.Dimensions];
        return axes.Length == 3 && order == ChannelOrder.ChannelsLast
            ? TensorShape.Image(axes[2], axes[0], axes[1]) // (height, width, channels) to (channels, height, width)
            : new TensorShape(axes);
    }

    private static TensorShape ImageShape(DataViewSchema.Column column, InputOptions options, int height, int width)
    {
        TensorShape shape = options.Shape ?? (height > 0 && width > 0
            ? TensorShape.Image(3, height, width)
            : options.DefaultShape ?? throw new ArgumentException(
                $"Column '{column.Name}' is {column.Type}, which does not tell the size of the images. Give the input shape (channels, height, width) in the options"
                + (column.Type is ImageDataViewType ? ", or put ResizeImages before." : ".")));
        if (shape.IsImage && shape[0] is 1 or 3) return shape;
        throw new ArgumentException(
            $"Column '{column.Name}' holds images, so the input shape must be (1 or 3 channels, height, width), got {shape}.");
    }

    private static ChannelOrder Other(ChannelOrder order) =>
        order == ChannelOrder.ChannelsFirst ? ChannelOrder.ChannelsLast : ChannelOrder.ChannelsFirst;

    private static ArgumentException Mismatch(DataViewSchema.Column column, TensorShape shape, string actual, string hint = "") => new(
        $"Column '{column.Name}' ({column.Type}) {actual}, but the input shape is {shape}, {shape.ElementCount} values.{hint}");
}
