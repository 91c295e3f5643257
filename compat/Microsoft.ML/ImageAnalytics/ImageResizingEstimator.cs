using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Resizes images to one size.</summary>
public sealed class ImageResizingEstimator : TrivialEstimator<ImageResizingTransformer>
{
    internal ImageResizingEstimator(IHostEnvironment env, string outputColumnName, int imageWidth, int imageHeight, string inputColumnName = null,
        ResizingKind resizing = Defaults.Resizing, Anchor cropAnchor = Defaults.CropAnchor)
        : base(env.Register(nameof(ImageResizingEstimator)),
            new ImageResizingTransformer(env, outputColumnName, imageWidth, imageHeight, inputColumnName, resizing, cropAnchor))
    {
    }

    /// <summary>What happens to the aspect ratio.</summary>
    public enum ResizingKind : byte
    {
        /// <summary>Kept; what is missing is padded.</summary>
        IsoPad = 0,

        /// <summary>Kept; what is too much is cut off.</summary>
        IsoCrop = 1,

        /// <summary>Not kept.</summary>
        Fill = 2,
    }

    /// <summary>The side that stays when an image is cut.</summary>
    public enum Anchor : byte
    {
        Right = 0,
        Left = 1,
        Top = 2,
        Bottom = 3,
        Center = 4,
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Contracts.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(c => c.Name);
        foreach (var (output, input) in Transformer.ColumnPairs)
        {
            ImageColumns.Find(Host, inputSchema, input);
            result[output] = new SchemaShape.Column(output, SchemaShape.Column.VectorKind.Scalar, Transformer.ResultType, false);
        }
        return new SchemaShape(result.Values);
    }

    internal static class Defaults
    {
        public const ResizingKind Resizing = ResizingKind.IsoCrop;
        public const Anchor CropAnchor = Anchor.Center;
    }
}
