using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>The row mapper of a transformer that has a <see cref="ColumnMapping"/> for each column it adds.</summary>
internal sealed class ColumnMapper(ITransformer parent, ColumnMapping[] columns) : IRowMapper
{
    public DataViewSchema.DetachedColumn[] GetOutputColumns() => columns.Select(c => c.Output).ToArray();

    public ITransformer GetTransformer() => parent;

    public void Save(ModelSaveContext ctx) => parent.Save(ctx);

    public Func<int, bool> GetDependencies(Func<int, bool> activeOutput)
    {
        var needed = columns.Where((_, i) => activeOutput(i)).SelectMany(c => c.InputIndices).ToHashSet();
        return needed.Contains;
    }

    public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer)
    {
        var getters = new Delegate[columns.Length];
        Action all = null;
        for (var i = 0; i < getters.Length; i++)
        {
            if (!activeOutput(i)) continue;
            getters[i] = columns[i].MakeGetter(input, out var one);
            all += one;
        }
        disposer = all;
        return getters;
    }
}
