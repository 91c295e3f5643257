using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using static TorchSharp.torch;
using Device = TorchSharp.torch.Device;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;

/// <summary>A <see cref="RowScale"/> on a device. Owns its tensors.</summary>
internal sealed class RowScaling : IDisposable
{
    private const float Never = -1e9f;

    private readonly Tensor _mean, _unit, _minimum, _maximum, _whole; // (...) of the shape of a row
    private readonly Tensor? _unseen; // (values) as far below every logit as needed for values of keys that never came, 0 for all others
    private readonly bool _hasWhole;

    /// <param name="scale">of rows</param>
    /// <param name="shape">of a row</param>
    /// <param name="keys">values that belong to keys</param>
    /// <param name="device">where rows are</param>
    public RowScaling(RowScale scale, TensorShape shape, IReadOnlyList<ValueBlock> keys, Device device)
    {
        Tensor On<T>(T[] values) where T : struct
        {
            using var scope = NewDisposeScope();
            return (values is bool[] flags ? tensor(flags) : tensor((float[])(object)values)).reshape([.. shape.Select(axis => (long)axis)]).to(device).clone().DetachFromDisposeScope();
        }

        (_mean, _unit, _minimum, _maximum, _whole) = (On(scale.Mean), On(scale.Unit), On(scale.Minimum), On(scale.Maximum), On(scale.IsWhole));
        _hasWhole = scale.IsWhole.Contains(true);
        var unseen = new float[scale.Width];
        foreach (var key in keys)
            for (int i = key.Offset; i < key.Offset + key.Width; i++) unseen[i] = scale.Maximum[i] > 0 ? 0 : Never;
        if (unseen.Contains(Never)) _unseen = On(unseen);
    }

    /// <summary>(batch, ...) what the generator made, so that no key is drawn that never came in training.</summary>
    public Tensor Forbid(Tensor made) => _unseen is null ? made : made.Plus(_unseen);

    /// <summary>(batch, ...) rows as the networks see them.</summary>
    public Tensor Scale(Tensor rows) => (rows - _mean) / _unit;

    /// <summary>(batch, ...) what the generator made, in the units of rows, within what came in training.</summary>
    public Tensor Restore(Tensor made)
    {
        var rows = (made * _unit).Plus(_mean);
        if (_hasWhole) rows = where(_whole, rows.round(), rows);
        return rows.maximum(_minimum).minimum(_maximum);
    }

    public void Dispose()
    {
        foreach (var values in new[] { _mean, _unit, _minimum, _maximum, _whole, _unseen }) values?.Dispose();
    }
}
