using System.Runtime.InteropServices;
using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using Device = TorchSharp.torch.Device;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Makes batches of windows of one store.</summary>
internal sealed class WindowBuilder
{
    private readonly SeriesStore _store;
    private readonly WindowShape _shape;
    private readonly SeriesScales _scales;
    private readonly Moments?[] _known;
    private readonly Device _device;

    /// <param name="store">the rows</param>
    /// <param name="shape">how a window lies in a tensor</param>
    /// <param name="scales">what its values are scaled by</param>
    /// <param name="device">where the tensors are to be</param>
    public WindowBuilder(SeriesStore store, WindowShape shape, SeriesScales scales, Device device)
    {
        _store = store;
        _shape = shape;
        _scales = scales;
        _known = scales.Of(store);
        _device = device;
    }

    /// <summary>The windows in this order. The caller owns the batch; no dispose scope does.</summary>
    /// <param name="windows">windows whose rows are all there and can be used</param>
    /// <param name="targets">whether what comes after them is there, too, and becomes the labels (batch, horizon)</param>
    public Batch Build(ReadOnlySpan<SeriesWindow> windows, bool targets)
    {
        var features = torch.empty([windows.Length, _shape.Steps, _shape.Channels], torch.ScalarType.Float32).DetachFromDisposeScope(); // (batch, steps, channels)
        var labels = targets ? torch.empty([windows.Length, _shape.Horizon], torch.ScalarType.Float32).DetachFromDisposeScope() : null; // (batch, horizon)
        int size = _shape.Steps * _shape.Channels;
        var memory = MemoryMarshal.Cast<byte, float>(features.bytes);
        var future = labels is null ? default : MemoryMarshal.Cast<byte, float>(labels.bytes);
        for (int i = 0; i < windows.Length; i++)
        {
            var scale = Scale(windows[i]);
            Fill(windows[i], scale, memory.Slice(i * size, size));
            if (labels is not null) FillTargets(windows[i], scale, future.Slice(i * _shape.Horizon, _shape.Horizon));
        }
        return new Batch(Move(features), labels is null ? null : Move(labels));
    }

    /// <summary>The level that the difference at a step of the horizon is taken to: that of the same step of the last season that is known.</summary>
    /// <param name="window">what is known</param>
    /// <param name="scale">of the window</param>
    /// <param name="step">from 0</param>
    public double From(SeriesWindow window, WindowScale scale, int step)
    {
        if (_shape.Lag == 0) return 0;
        int seasons = step / _shape.Lag + 1;
        // Over several seasons the differences add up, and so do their offsets; one is in the scale.
        return scale.Level(_store.Series[window.Series].Values[window.Last + 1 + step - seasons * _shape.Lag]) + (seasons - 1) * scale.Offset;
    }

    /// <summary>What the values of a window are scaled by.</summary>
    public WindowScale Scale(SeriesWindow window) => _scales.Of(
        _known[window.Series], _store.Series[window.Series].Values.Slice(window.Last - _shape.Rows + 1, _shape.Rows));

    private void Fill(SeriesWindow window, WindowScale scale, Span<float> destination)
    {
        var series = _store.Series[window.Series];
        int channels = _shape.Channels, first = window.Last - _shape.WindowSize + 1;
        for (int step = 0; step < _shape.WindowSize; step++)
        {
            var row = destination.Slice(step * channels, channels);
            double from = _shape.Lag == 0 ? 0 : scale.Level(series.Values[first + step - _shape.Lag]);
            row[0] = scale.Apply(series.Values[first + step], from);
            _scales.Apply(series.Covariates(first + step), 0, row[1..]);
        }
        for (int step = _shape.WindowSize; step < _shape.Steps; step++)
        {
            var row = destination.Slice(step * channels, channels);
            row[.._shape.FirstFutureChannel].Clear();
            _scales.Apply(series.Covariates(first + step)[_shape.PastCovariates..], _shape.PastCovariates, row[_shape.FirstFutureChannel..]);
        }
    }

    private void FillTargets(SeriesWindow window, WindowScale scale, Span<float> destination)
    {
        var values = _store.Series[window.Series].Values;
        for (int step = 0; step < destination.Length; step++) destination[step] = scale.Apply(values[window.Last + 1 + step], From(window, scale, step));
    }

    private Tensor Move(Tensor memory)
    {
        if (_device.type == DeviceType.CPU) return memory;
        var moved = memory.to(_device).DetachFromDisposeScope();
        memory.Dispose();
        return moved;
    }
}
