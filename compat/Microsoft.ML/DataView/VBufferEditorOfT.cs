using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A vector being edited.</summary>
public readonly ref struct VBufferEditor<T>
{
    public readonly Span<T> Values;

    /// <summary>Empty where the vector is dense, unless asked for.</summary>
    public readonly Span<int> Indices;

    private readonly int _length;
    private readonly T[] _values;
    private readonly int[] _indices;

    internal VBufferEditor(int logicalLength, int physicalValuesCount, T[] values, int[] indices, bool requireIndicesOnDense,
        bool createdNewValues, bool createdNewIndices)
    {
        (_length, _values, _indices, CreatedNewValues, CreatedNewIndices) = (logicalLength, values, indices, createdNewValues, createdNewIndices);
        Values = values.AsSpan(0, physicalValuesCount);
        Indices = physicalValuesCount < logicalLength || requireIndicesOnDense ? indices.AsSpan(0, physicalValuesCount) : default;
    }

    public bool CreatedNewValues { get; }
    public bool CreatedNewIndices { get; }

    public VBuffer<T> Commit() => new(_length, Values.Length, _values, _indices);

    public VBuffer<T> CommitTruncated(int physicalValuesCount)
    {
        Contracts.CheckParam(physicalValuesCount <= Values.Length, nameof(physicalValuesCount),
            "Cannot be greater than the number of values the editor was created with.");
        return new(_length, physicalValuesCount, _values, _indices);
    }
}
