using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using static TorchSharp.torch;
using Device = TorchSharp.torch.Device;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;

/// <summary>A <see cref="RowScale"/> on a device. Owns its tensors.</summary>
internal sealed class RowScaling : IDisposable
{
    private readonly Tensor _mean, _unit, _minimum, _maximum, _whole; // (...) of the shape of a row
    private readonly bool _hasWhole;

    /// <param name="scale">of rows</param>
    /// <param name="shape">of a row</param>
    /// <param name="device">where rows are</param>
    public RowScaling(RowScale scale, TensorShape shape, Device device)
    {
        Tensor On<T>(T[] values) where T : struct
        {
            using var scope = NewDisposeScope();
            return (values is bool[] flags ? tensor(flags) : tensor((float[])(object)values)).reshape([.. shape.Select(axis => (long)axis)]).to(device).clone().DetachFromDisposeScope();
        }

        (_mean, _unit, _minimum, _maximum, _whole) = (On(scale.Mean), On(scale.Unit), On(scale.Minimum), On(scale.Maximum), On(scale.IsWhole));
        _hasWhole = scale.IsWhole.Contains(true);
    }

    /// <summary>(batch, ...) rows as the networks see them.</summary>
    public Tensor Scale(Tensor rows) => (rows - _mean) / _unit;

    /// <summary>(batch, ...) what the generator made, in the units of rows, within what came in training.</summary>
    public Tensor Restore(Tensor made)
    {
        var rows = made * _unit + _mean;
        if (_hasWhole) rows = where(_whole, rows.round(), rows);
        return rows.maximum(_minimum).minimum(_maximum);
    }

    public void Dispose()
    {
        foreach (var values in new[] { _mean, _unit, _minimum, _maximum, _whole }) values.Dispose();
    }
}
