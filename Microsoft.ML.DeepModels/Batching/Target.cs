namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Label and weight of one row.</summary>
internal struct Target
{
    /// <summary>The class index of a key, counted from 0.</summary>
    public int Class;

    /// <summary>The value of a Single label.</summary>
    public float Value;

    /// <summary>1 where there is no weight column.</summary>
    public float Weight;
}
