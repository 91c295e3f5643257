using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ColumnCopyingTransformer), null, typeof(SignatureLoadModel), "", ColumnCopyingTransformer.StandInSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Gives columns a second name.</summary>
public sealed class ColumnCopyingTransformer : OneToOneTransformerBase
{
    internal const string StandInSignature = "StandInCopyColumns";

    internal ColumnCopyingTransformer(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(ColumnCopyingTransformer)), columns)
    {
    }

    private ColumnCopyingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
    }

    private static ColumnCopyingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new ColumnCopyingTransformer(env.Register(nameof(ColumnCopyingTransformer)), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
    }

    private protected override ColumnMapping MapColumn(int pair, DataViewSchema.Column source) =>
        Mapping(pair, source, source.Type, source.Annotations, (DataViewRow input, out Action disposer) =>
        {
            disposer = null;
            return GenericCall.Invoke<Delegate>(GetGetter<int>, [source.Type.RawType], input, source.Index);
        });

    private static Delegate GetGetter<T>(DataViewRow row, int column) => row.GetGetter<T>(row.Schema[column]);

    private static VersionInfo GetVersionInfo() => StandInVersion.Of("SI COPY ", StandInSignature);
}
