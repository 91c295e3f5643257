namespace Microsoft.ML.Data;

/// <summary>An identifier of a row: stays with the row when rows are shuffled or filtered.</summary>
public readonly struct DataViewRowId : IComparable<DataViewRowId>, IEquatable<DataViewRowId>
{
    public readonly ulong Low;
    public readonly ulong High;

    public DataViewRowId(ulong low, ulong high) => (Low, High) = (low, high);

    public int CompareTo(DataViewRowId other) => High == other.High ? Low.CompareTo(other.Low) : High.CompareTo(other.High);
    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;
    public override bool Equals(object obj) => obj is DataViewRowId other && Equals(other);
    public override int GetHashCode() => HashCode.Combine(Low, High);
    public override string ToString() => $"{High:x16}{Low:x16}";

    /// <summary>The identifier of the first of the rows made from this row.</summary>
    public DataViewRowId Fork() => Mixed(1, 0);

    /// <summary>The identifier of the next of the rows made from one row.</summary>
    public DataViewRowId Next() => Mixed(0, 0);

    public DataViewRowId Combine(DataViewRowId other)
    {
        var fork = other.Fork();
        return Mixed(fork.Low, fork.High);
    }

    // One round of MurmurHash3 (128 bits, public domain), without its final avalanche: identifiers have to differ, not to look random.
    private DataViewRowId Mixed(ulong low, ulong high)
    {
        const ulong First = 0x87c37b91114253d5, Second = 0x4cf5ad432745937f;
        ulong h1 = Low ^ ulong.RotateLeft(low * First, 31) * Second;
        h1 = (ulong.RotateLeft(h1, 27) + High) * 5 + 0x52dce729;
        ulong h2 = High ^ ulong.RotateLeft(high * Second, 33) * First;
        h2 = (ulong.RotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
        return new(h1, h2);
    }
}
