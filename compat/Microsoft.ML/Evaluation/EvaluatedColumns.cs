using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>What the evaluators read: finding columns, labels as numbers.</summary>
internal static class EvaluatedColumns
{
    public static DataViewSchema.Column Find(IHostEnvironment env, DataViewSchema schema, string role, string name) =>
        schema.GetColumnOrNull(name) ?? throw env.ExceptParam(nameof(schema), $"{name} column '{role}' not found");

    /// <summary>A number as it is, a key counted from 0, NaN for a missing key.</summary>
    public static ValueGetter<float> LabelGetter(DataViewRow row, DataViewSchema.Column label) =>
        label.Type is KeyDataViewType
            ? GenericCall.Invoke<ValueGetter<float>>(KeyGetter<uint>, [label.Type.RawType], row, label)
            : row.GetGetter<float>(label);

    private static ValueGetter<float> KeyGetter<TKey>(DataViewRow row, DataViewSchema.Column label)
    {
        var getKey = row.GetGetter<TKey>(label);
        var index = ItemTypes.KeyReader<TKey>();
        var count = ((KeyDataViewType)label.Type).Count;
        TKey key = default;
        return (ref float value) =>
        {
            getKey(ref key);
            value = index(key) is var i && i >= 1 && i <= count ? i - 1 : float.NaN;
        };
    }
}
