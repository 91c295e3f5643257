using TorchSharp;
using static TorchSharp.torch;
using Device = TorchSharp.torch.Device;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Tensors;

/// <summary>
/// How many timesteps each row of a batch has; the steps beyond are padding, whose values mean nothing. Whatever looks at more
/// than one step of a row asks here which steps count. Owns the tensors it hands out. Belongs to one thread.
/// </summary>
internal sealed class SequenceLengths : IDisposable
{
    private readonly int[] _values;
    private readonly Device _device;
    private Tensor? _mask;
    private Tensor? _padding;
    private Tensor? _last;
    private Tensor? _places;

    /// <param name="values">(batch) the number of steps of each row, 1 to <paramref name="steps"/></param>
    /// <param name="steps">the length of the axis of timesteps</param>
    /// <param name="device">where its tensors are to be</param>
    public SequenceLengths(int[] values, int steps, Device device)
    {
        _values = values;
        _device = device;
        Steps = steps;
    }

    /// <summary>(batch) the number of steps of each row.</summary>
    public ReadOnlySpan<int> Values => _values;

    /// <summary>The length of the axis of timesteps: that of the longest row.</summary>
    public int Steps { get; }

    /// <summary>The number of rows.</summary>
    public int Count => _values.Length;

    /// <summary>(batch, steps) Float32: 1 for the steps that count, 0 for padding.</summary>
    public Tensor Mask => _mask ??= Create<float>(ScalarType.Float32, [Count, Steps], mask =>
    {
        mask.Clear();
        for (int row = 0; row < _values.Length; row++) mask.Slice(row * Steps, _values[row]).Fill(1);
    });

    /// <summary>(batch, steps, 1) Bool: true for padding.</summary>
    public Tensor Padding => _padding ??= Create<bool>(ScalarType.Bool, [Count, Steps, 1], padding =>
    {
        padding.Clear();
        for (int row = 0; row < _values.Length; row++) padding[(row * Steps + _values[row])..((row + 1) * Steps)].Fill(true);
    });

    /// <summary>(batch) Int64: the index of the last step that counts.</summary>
    public Tensor Last => _last ??= Create<long>(ScalarType.Int64, [Count], last =>
    {
        for (int row = 0; row < _values.Length; row++) last[row] = _values[row] - 1;
    });

    /// <summary>(steps that count) Int64: where they are in (batch * steps).</summary>
    public Tensor Places => _places ??= Create<long>(ScalarType.Int64, [_values.Sum(static value => (long)value)], places =>
    {
        int next = 0;
        for (int row = 0; row < _values.Length; row++)
            for (int step = 0; step < _values[row]; step++) places[next++] = (long)row * Steps + step;
    });

    /// <summary>The lengths after a layer that changes them, such as a strided convolution.</summary>
    /// <param name="length">from a number of steps to the number of steps after the layer</param>
    public SequenceLengths Map(Func<int, int> length) => new([.. _values.Select(length)], length(Steps), _device);

    /// <summary>The same features with one value at every step that is padding: a new tensor.</summary>
    /// <param name="x">(batch, steps, features)</param>
    /// <param name="value">what stands at padding instead of what meant nothing</param>
    public Tensor Filled(Tensor x, double value) => x.FilledWhere(Padding, value);

    public void Dispose()
    {
        _mask?.Dispose();
        _padding?.Dispose();
        _last?.Dispose();
        _places?.Dispose();
        _mask = _padding = _last = _places = null;
    }

    private Tensor Create<T>(ScalarType type, long[] shape, Fill<T> fill)
        where T : struct
    {
        var memory = empty(shape, type).DetachFromDisposeScope();
        fill(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(memory.bytes));
        if (_device.type == DeviceType.CPU) return memory;
        var moved = memory.to(_device).DetachFromDisposeScope();
        memory.Dispose();
        return moved;
    }

    private delegate void Fill<T>(Span<T> values);
}
