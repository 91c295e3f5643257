using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>The check of a promised column that a network is to read.</summary>
internal static class FeatureColumn
{
    /// <param name="column">the column</param>
    /// <param name="role">what it is called in messages: feature or input</param>
    /// <param name="reading">how it is to be understood</param>
    /// <exception cref="ArgumentOutOfRangeException">Its type cannot be read.</exception>
    public static void Check(SchemaShape.Column column, string role, InputOptions reading)
    {
        bool scalar = column.Kind == SchemaShape.Column.VectorKind.Scalar;
        bool legal = column.ItemType is ImageDataViewType ? scalar
            : column.IsKey ? reading.AllowTokens && !scalar
            : column.ItemType == NumberDataViewType.Single || column.ItemType == NumberDataViewType.Byte && !scalar;
        if (!legal) throw SchemaErrors.Mismatch(role, column.Name, FeatureReader.Expected(reading), SchemaColumns.TypeName(column));
    }
}
