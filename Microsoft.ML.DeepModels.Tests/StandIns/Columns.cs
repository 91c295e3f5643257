using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Tests.StandIns;

/// <summary>Reads columns of data views for assertions.</summary>
internal static class Columns
{
    public static List<T> Values<T>(IDataView view, string name)
    {
        var result = new List<T>();
        using var cursor = view.GetRowCursor([view.Schema[name]]);
        var getter = cursor.GetGetter<T>(cursor.Schema[name]);
        T value = default!;
        while (cursor.MoveNext())
        {
            getter(ref value);
            result.Add(value);
        }
        return result;
    }

    public static List<string> Texts(IDataView view, string name) => Values<ReadOnlyMemory<char>>(view, name).ConvertAll(t => t.ToString());

    /// <summary>The vectors of a column, each in an array of its own.</summary>
    public static List<T[]> Vectors<T>(IDataView view, string name)
    {
        var result = new List<T[]>();
        using var cursor = view.GetRowCursor([view.Schema[name]]);
        var getter = cursor.GetGetter<VBuffer<T>>(cursor.Schema[name]);
        VBuffer<T> value = default;
        while (cursor.MoveNext())
        {
            getter(ref value);
            result.Add(value.DenseValues().ToArray());
        }
        return result;
    }

    public static T[] Annotation<T>(DataViewSchema.Column column, string kind)
    {
        VBuffer<T> value = default;
        column.Annotations.GetValue(kind, ref value);
        return value.DenseValues().ToArray();
    }

    public static string[] TextAnnotation(DataViewSchema.Column column, string kind) =>
        Annotation<ReadOnlyMemory<char>>(column, kind).Select(t => t.ToString()).ToArray();
}
