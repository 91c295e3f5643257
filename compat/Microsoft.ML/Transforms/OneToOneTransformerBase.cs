using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>A transformer each of whose columns is computed from one column.</summary>
public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    internal readonly (string outputColumnName, string inputColumnName)[] ColumnPairs;

    private protected OneToOneTransformerBase(IHost host, params (string outputColumnName, string inputColumnName)[] columns)
        : base(host)
    {
        Contracts.CheckValue(columns, nameof(columns));
        var names = new HashSet<string>();
        foreach (var (output, input) in columns)
        {
            Contracts.CheckNonEmpty(input, nameof(columns));
            Contracts.CheckNonEmpty(output, nameof(columns));
            Contracts.CheckParam(names.Add(output), nameof(columns), $"Name of the result column '{output}' specified multiple times");
        }
        ColumnPairs = columns;
    }

    private protected OneToOneTransformerBase(IHost host, ModelLoadContext ctx)
        : base(host)
    {
        ColumnPairs = new (string, string)[ctx.Reader.ReadInt32()];
        for (var i = 0; i < ColumnPairs.Length; i++) ColumnPairs[i] = (ctx.Reader.ReadString(), ctx.Reader.ReadString());
    }

    private protected void SaveColumns(ModelSaveContext ctx)
    {
        ctx.Writer.Write(ColumnPairs.Length);
        foreach (var (output, input) in ColumnPairs)
        {
            ctx.Writer.Write(output);
            ctx.Writer.Write(input);
        }
    }

    private protected sealed override IRowMapper MakeRowMapper(DataViewSchema schema)
    {
        var result = new ColumnMapping[ColumnPairs.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var source = schema.GetColumnOrNull(ColumnPairs[i].inputColumnName)
                ?? throw Host.ExceptSchemaMismatch("inputSchema", "input", ColumnPairs[i].inputColumnName);
            CheckInputColumn(schema, i, source.Index);
            result[i] = MapColumn(i, source);
        }
        return new ColumnMapper(this, result);
    }

    private protected virtual void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
    }

    /// <param name="pair">index in <see cref="ColumnPairs"/></param>
    /// <param name="source">the input column, checked</param>
    private protected abstract ColumnMapping MapColumn(int pair, DataViewSchema.Column source);

    private protected ColumnMapping Mapping(int pair, DataViewSchema.Column source, DataViewType type, DataViewSchema.Annotations annotations,
        GetterFactory makeGetter) =>
        new(new DataViewSchema.DetachedColumn(ColumnPairs[pair].outputColumnName, type, annotations), [source.Index], makeGetter);
}
