using TorchSharp;
using Device = TorchSharp.torch.Device;

namespace Microsoft.ML.DeepModels.Tensors;

/// <summary>Finds the device on which a model is trained or scored.</summary>
internal static class Devices
{
    public static Device Cpu { get; } = new(DeviceType.CPU);

    /// <param name="gpuDeviceId">the index of a CUDA device; null: the CPU</param>
    /// <param name="fallbackToCpu">whether the CPU will do where that device does not exist</param>
    /// <exception cref="InvalidOperationException">The device does not exist and the CPU will not do.</exception>
    public static Device Resolve(int? gpuDeviceId, bool fallbackToCpu)
    {
        if (gpuDeviceId is not { } id) return Cpu;
        int count = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        if (id >= 0 && id < count) return new Device(DeviceType.CUDA, id);
        if (fallbackToCpu) return Cpu;
        string there = count == 0 ? "libtorch sees no CUDA device" : count == 1 ? "the only CUDA device is 0" : $"the CUDA devices are 0 to {count - 1}";
        throw new InvalidOperationException(
            $"GpuDeviceId is {id}, but {there}. Set GpuDeviceId to a device that exists, to null for the CPU, or set FallbackToCpu to true.");
    }
}
