using System.Collections;

namespace Microsoft.ML.DeepModels.Tensors;

/// <summary>
/// The shape of one example, that is of a tensor without its batch axis: (channels, height, width) for images,
/// (timesteps, features) for sequences, (features) for flat vectors. Every axis is at least 1; the timesteps may be
/// <see cref="Variable"/>, where each example has a number of its own.
/// </summary>
public sealed class TensorShape : IReadOnlyList<int>, IEquatable<TensorShape>
{
    /// <summary>As the first of one or two axes: the number of timesteps differs from example to example.</summary>
    public const int Variable = -1;

    private readonly int[] _axes;

    /// <summary>Creates a shape from its axes, without the batch axis.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no axis, one is below 1 (and not the <see cref="Variable"/> timesteps), or the product is above 2^31 - 1.</exception>
    public TensorShape(params int[] axes)
    {
        ArgumentNullException.ThrowIfNull(axes);
        if (axes.Length == 0) throw new ArgumentOutOfRangeException(nameof(axes), "A shape needs at least one axis, for instance 3, 64, 64.");
        long count = 1;
        HasVariableLength = axes[0] == Variable && axes.Length <= 2;
        foreach (int axis in axes.AsSpan(HasVariableLength ? 1 : 0))
        {
            if (axis < 1)
            {
                throw new ArgumentOutOfRangeException(nameof(axes),
                    $"Every axis of a shape must be at least 1, got {string.Join("x", axes)}.");
            }
            count *= axis; // cannot overflow: it was at most 2^31 - 1 before
            if (count > int.MaxValue)
            {
                throw new ArgumentOutOfRangeException(nameof(axes), $"The shape {string.Join("x", axes)} has more than {int.MaxValue} elements.");
            }
        }
        _axes = [.. axes];
        ElementCount = (int)count;
    }

    /// <summary>The shape of an image.</summary>
    public static TensorShape Image(int channels, int height, int width) => new(channels, height, width);

    /// <summary>The shape of a sequence of <see cref="Variable"/> length.</summary>
    public static TensorShape Sequence(int features) => new(Variable, features);

    /// <summary>The number of axes.</summary>
    public int Count => _axes.Length;

    /// <summary>The product of all axes: the number of values of one example; of one timestep, where their number is <see cref="Variable"/>.</summary>
    public int ElementCount { get; }

    /// <summary>Whether there are three axes: (channels, height, width).</summary>
    public bool IsImage => _axes.Length == 3;

    /// <summary>Whether the number of timesteps, the first axis, is <see cref="Variable"/>.</summary>
    public bool HasVariableLength { get; }

    /// <inheritdoc/>
    public int this[int index] => _axes[index];

    /// <inheritdoc/>
    public bool Equals(TensorShape? other) => other is not null && _axes.AsSpan().SequenceEqual(other._axes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TensorShape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int axis in _axes) hash.Add(axis);
        return hash.ToHashCode();
    }

    /// <summary>The axes joined by "x", for instance <c>3x64x64</c>, or <c>?x12</c> for sequences of any length.</summary>
    public override string ToString() => string.Join("x", _axes.Select(axis => axis == Variable ? "?" : axis.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_axes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The shape of a tensor of <paramref name="batch"/> examples: (batch, ...).</summary>
    internal long[] WithBatch(long batch)
    {
        var shape = new long[_axes.Length + 1];
        shape[0] = batch;
        for (int i = 0; i < _axes.Length; i++) shape[i + 1] = _axes[i];
        return shape;
    }
}
