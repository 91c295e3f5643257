using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(ImageGrayscalingTransformer), null, typeof(SignatureLoadModel), "", ImageGrayscalingTransformer.StandInSignature)]

namespace Microsoft.ML.Transforms.Image;

/// <summary>Makes images gray.</summary>
public sealed class ImageGrayscalingTransformer : OneToOneTransformerBase
{
    internal const string StandInSignature = "StandInGrayscale";

    internal ImageGrayscalingTransformer(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(ImageGrayscalingTransformer)), columns)
    {
    }

    private ImageGrayscalingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
    }

    private static ImageGrayscalingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new ImageGrayscalingTransformer(env.Register(nameof(ImageGrayscalingTransformer)), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol) =>
        ImageColumns.TypeOf(Host, inputSchema, ColumnPairs[col].inputColumnName, srcCol);

    private protected override ColumnMapping MapColumn(int pair, DataViewSchema.Column source) =>
        Mapping(pair, source, source.Type, null, (DataViewRow input, out Action disposer) =>
        {
            var getImage = input.GetGetter<MLImage>(input.Schema[source.Index]);
            MLImage image = null;
            disposer = () =>
            {
                image?.Dispose();
                image = null;
            };
            return (ValueGetter<MLImage>)((ref MLImage result) =>
            {
                result?.Dispose();
                getImage(ref image);
                if (image == null) return;
                result = image.CloneWithGrayscale();
                result.Tag = image.Tag;
            });
        });

    private static VersionInfo GetVersionInfo() => StandInVersion.Of("SI GRAY ", StandInSignature);
}
