using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Turns images of one size into vectors of their pixels' colors.</summary>
public sealed class ImagePixelExtractingEstimator : TrivialEstimator<ImagePixelExtractingTransformer>
{
    internal ImagePixelExtractingEstimator(IHostEnvironment env, string outputColumnName, string inputColumnName = null,
        ColorBits colorsToExtract = Defaults.Colors, ColorsOrder orderOfExtraction = Defaults.Order, bool interleavePixelColors = Defaults.Interleave,
        float offsetImage = Defaults.Offset, float scaleImage = Defaults.Scale, bool outputAsFloatArray = Defaults.Convert)
        : base(env.Register(nameof(ImagePixelExtractingEstimator)), new ImagePixelExtractingTransformer(env, outputColumnName, inputColumnName,
            colorsToExtract, orderOfExtraction, interleavePixelColors, offsetImage, scaleImage, outputAsFloatArray))
    {
    }

    /// <summary>The colors to take.</summary>
    [Flags]
    public enum ColorBits : byte
    {
        Alpha = 0x01,
        Red = 0x02,
        Green = 0x04,
        Blue = 0x08,
        Rgb = Red | Green | Blue,
        All = Alpha | Red | Green | Blue,
    }

    /// <summary>The order of the colors taken.</summary>
    public enum ColorsOrder : byte
    {
        ARGB = 1,
        ARBG = 2,
        ABRG = 3,
        ABGR = 4,
        AGRB = 5,
        AGBR = 6,
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Contracts.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(c => c.Name);
        foreach (var (output, input) in Transformer.ColumnPairs)
        {
            ImageColumns.Find(Host, inputSchema, input);
            result[output] = new SchemaShape.Column(output, SchemaShape.Column.VectorKind.Vector, Transformer.ItemType, false);
        }
        return new SchemaShape(result.Values);
    }

    internal static class Defaults
    {
        public const ColorsOrder Order = ColorsOrder.ARGB;
        public const ColorBits Colors = ColorBits.Rgb;
        public const bool Interleave = false;
        public const bool Convert = true;
        public const float Scale = 1f;
        public const float Offset = 0f;
    }
}
