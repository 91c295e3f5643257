namespace Microsoft.ML;

/// <summary>Goes through rows; stands before the first until moved.</summary>
public abstract class DataViewRowCursor : DataViewRow
{
    public abstract bool MoveNext();
}
