using Microsoft.ML.DeepModels.Tensors;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training;

/// <summary>
/// A weighted mean over many batches in double precision. On the CPU it reads every value at once; on other devices it
/// adds up there, so that the device is waited for only when the mean is read.
/// </summary>
internal sealed class RunningMean : IDisposable
{
    private double _sum, _weight;
    private Tensor? _deviceSum, _deviceWeight;

    /// <summary>The number of examples added, also those of weight zero.</summary>
    public long Examples { get; private set; }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        Examples = 0;
        _sum = _weight = 0;
        _deviceSum?.Clear_();
        _deviceWeight?.Clear_();
    }

    /// <summary>Adds the mean of a batch. Tells that mean where it is known without waiting for a device.</summary>
    /// <param name="value">the mean and its weight</param>
    /// <param name="examples">the number of examples of the batch</param>
    public double? Add(BatchMean value, int examples)
    {
        Examples += examples;
        if (value.Mean.device_type == DeviceType.CPU)
        {
            double mean = value.Mean.Number(), weight = value.Weight?.Number() ?? examples;
            _sum += mean * weight;
            _weight += weight;
            return mean;
        }
        _deviceSum ??= zeros(1, ScalarType.Float64, value.Mean.device).DetachFromDisposeScope();
        if (value.Weight is null)
        {
            _deviceSum.PlusScaled_(value.Mean, examples);
            _weight += examples;
            return null;
        }
        _deviceWeight ??= zeros(1, ScalarType.Float64, value.Mean.device).DetachFromDisposeScope();
        _deviceSum.PlusProduct_(value.Mean.to_type(ScalarType.Float64), value.Weight.to_type(ScalarType.Float64), 1);
        _deviceWeight.Plus_(value.Weight);
        return null;
    }

    /// <summary>The sum of all weights added. Waits for the device.</summary>
    public double ReadWeight() => _weight + (_deviceWeight?.item<double>() ?? 0);

    /// <summary>The mean of all that was added; NaN where all weights are zero. Waits for the device.</summary>
    public double Read()
    {
        double weight = ReadWeight();
        return weight == 0 ? double.NaN : (_sum + (_deviceSum?.item<double>() ?? 0)) / weight;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _deviceSum?.Dispose();
        _deviceWeight?.Dispose();
    }
}
