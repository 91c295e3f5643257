namespace Microsoft.ML.Data;

/// <summary>Questions to column types.</summary>
internal static class ColumnTypeExtensions
{
    private static readonly Dictionary<Type, PrimitiveDataViewType> s_primitives = new PrimitiveDataViewType[]
    {
        NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16, NumberDataViewType.UInt16, NumberDataViewType.Int32,
        NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64, NumberDataViewType.Single, NumberDataViewType.Double,
        TextDataViewType.Instance, BooleanDataViewType.Instance, TimeSpanDataViewType.Instance, DateTimeDataViewType.Instance,
        DateTimeOffsetDataViewType.Instance, RowIdDataViewType.Instance
    }.ToDictionary(type => type.RawType);

    /// <summary>The type of the items of a vector, or the type itself.</summary>
    public static DataViewType GetItemType(this DataViewType columnType) => (columnType as VectorDataViewType)?.ItemType ?? columnType;

    /// <summary>The number of keys, 0 for what is not a key.</summary>
    public static ulong GetKeyCount(this DataViewType columnType) => (columnType as KeyDataViewType)?.Count ?? 0;

    /// <summary>The size of a vector, 0 where it varies or there is none.</summary>
    public static int GetVectorSize(this DataViewType columnType) => (columnType as VectorDataViewType)?.Size ?? 0;

    /// <summary>The number of values: 1 for a scalar, 0 where it varies.</summary>
    public static int GetValueCount(this DataViewType columnType) => columnType is VectorDataViewType vector ? vector.Size : 1;

    public static bool IsKnownSizeVector(this DataViewType columnType) => columnType.GetVectorSize() > 0;

    public static bool IsStandardScalar(this DataViewType columnType) =>
        columnType is NumberDataViewType or TextDataViewType or BooleanDataViewType or RowIdDataViewType or TimeSpanDataViewType
            or DateTimeDataViewType or DateTimeOffsetDataViewType;

    public static bool SameSizeAndItemType(this DataViewType columnType, DataViewType other) =>
        other != null && (columnType.Equals(other) || columnType is VectorDataViewType a && other is VectorDataViewType b
            && a.ItemType.Equals(b.ItemType) && a.Size == b.Size);

    public static PrimitiveDataViewType PrimitiveTypeFromType(Type type) =>
        s_primitives.GetValueOrDefault(type == typeof(string) ? typeof(ReadOnlyMemory<char>) : type);

    public static NumberDataViewType NumberTypeFromType(Type type) => PrimitiveTypeFromType(type) as NumberDataViewType;
}
