using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Interop;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>The annotations by which evaluators and other parts of ML.NET recognise scores.</summary>
internal static class ScoreAnnotations
{
    private static readonly KeyDataViewType s_setId = new(typeof(uint), int.MaxValue);

    /// <summary>Starts the annotations of one column of a set of scores.</summary>
    /// <param name="setId">the number of the set, one for all columns of a model</param>
    /// <param name="columnKind">multiclass or regression</param>
    /// <param name="valueKind">score or predicted label</param>
    public static DataViewSchema.Annotations.Builder Start(uint setId, string columnKind, string valueKind)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(AnnotationNames.ScoreColumnSetId, s_setId, (ref uint value) => value = setId);
        builder.Add(AnnotationNames.ScoreColumnKind, TextDataViewType.Instance, (ref ReadOnlyMemory<char> value) => value = columnKind.AsMemory());
        builder.Add(AnnotationNames.ScoreValueKind, TextDataViewType.Instance, (ref ReadOnlyMemory<char> value) => value = valueKind.AsMemory());
        return builder;
    }

    /// <summary>One more than the largest number of a set in the schema.</summary>
    public static uint NextSetId(DataViewSchema schema)
    {
        uint largest = 0;
        foreach (var column in schema)
        {
            if (column.Annotations.Schema.GetColumnOrNull(AnnotationNames.ScoreColumnSetId) is not { Type: KeyDataViewType key }
                || key.RawType != typeof(uint))
            {
                continue;
            }
            uint id = 0;
            column.Annotations.GetValue(AnnotationNames.ScoreColumnSetId, ref id);
            largest = Math.Max(largest, id);
        }
        return largest + 1;
    }
}
