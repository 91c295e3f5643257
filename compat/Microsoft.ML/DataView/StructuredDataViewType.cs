namespace Microsoft.ML.Data;

/// <summary>A type whose values consist of others, or own something.</summary>
public abstract class StructuredDataViewType : DataViewType
{
    protected StructuredDataViewType(Type rawType) : base(rawType) { }
}
