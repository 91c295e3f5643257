namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>Rows of features, all of one length, numbered from 0 in the order in which they come.</summary>
internal abstract class FeatureStore : IDisposable
{
    /// <summary>Adds a row.</summary>
    public abstract void Add(ReadOnlySpan<byte> row);

    /// <summary>Copies a row.</summary>
    public abstract void Read(int slot, Span<byte> destination);

    /// <summary>Forgets all rows.</summary>
    public abstract void Clear();

    public abstract void Dispose();
}
