using System.Collections;

namespace TorchSharp.Utils;

/// <summary>A tensor's elements in row order, whatever its strides.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly long[] _shape;
    private readonly long[] _strides;
    private readonly bool _contiguous;
    private torch.Tensor? _tensor; // kept alive
    private T* _data;

    internal TensorAccessor(torch.Tensor tensor)
    {
        tensor.RequireCpu();
        (_shape, _strides, _contiguous) = (tensor.shape, tensor.stride(), tensor.is_contiguous());
        _data = (T*)tensor.Data();
        _tensor = tensor;
    }

    public long Count => _tensor is null ? 0 : _tensor.numel();

    public bool IsReadOnly => false;

    public T this[params long[] indices]
    {
        get => _data[Offset(indices)];
        set => _data[Offset(indices)] = value;
    }

    public T[] ToArray()
    {
        var all = new T[Count];
        // As the official one: of a tensor without values it gives an empty array only where there is one axis, or none.
        if (all.Length == 0 && _tensor!.dim() > 1) throw new ArgumentOutOfRangeException("startingIndex");
        if (all.Length > 0) CopyTo(all);
        return all;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        long count = Reach(tensorIndex, array.Length - arrayIndex);
        if (_contiguous) new ReadOnlySpan<T>(_data + tensorIndex, (int)count).CopyTo(array[arrayIndex..]);
        else
            for (int i = 0; i < count; i++) array[arrayIndex + i] = _data[Offset(tensorIndex + i)];
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) =>
        CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        long count = Reach(tensorIndex, array.Length - arrayIndex);
        if (_contiguous) array.Slice(arrayIndex, (int)count).CopyTo(new Span<T>(_data + tensorIndex, (int)count));
        else
            for (int i = 0; i < count; i++) _data[Offset(tensorIndex + i)] = array[arrayIndex + i];
    }

    public IEnumerator<T> GetEnumerator()
    {
        long count = Count;
        for (long i = 0; i < count; i++) yield return At(i);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        _data = null;
        _tensor = null;
    }

    private T At(long index) => _data[Offset(index)];

    // How many elements there are from there on, at most as many as fit.
    private long Reach(long start, long room)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start, "startingIndex");
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(start, Count, "startingIndex");
        return Math.Max(0, Math.Min(Count - start, room));
    }

    private long Offset(long index)
    {
        if (index >= Count || index < 0) throw new IndexOutOfRangeException();
        if (_contiguous) return index;
        long offset = 0;
        for (int i = _shape.Length - 1; i >= 0; i--)
        {
            (index, long rest) = Math.DivRem(index, _shape[i]);
            offset += rest * _strides[i];
        }
        return offset;
    }

    private long Offset(long[] indices)
    {
        if (indices.Length == 1) return Offset(indices[0]);
        long offset = 0;
        for (int i = 0; i < _shape.Length; i++)
        {
            if (indices[i] >= _shape[i] || indices[i] < 0)
                throw new IndexOutOfRangeException($"{indices[i]} >= {_shape[i]} in dimension {i}.");
            offset += indices[i] * _strides[i];
        }
        return offset;
    }
}
