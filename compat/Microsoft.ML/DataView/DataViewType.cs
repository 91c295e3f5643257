namespace Microsoft.ML.Data;

/// <summary>The type of the values of a column.</summary>
public abstract class DataViewType : IEquatable<DataViewType>
{
    private protected DataViewType(Type rawType)
    {
        ArgumentNullException.ThrowIfNull(rawType);
        RawType = rawType;
    }

    /// <summary>The .NET type of the values.</summary>
    public Type RawType { get; }

    public abstract bool Equals(DataViewType other);
}
