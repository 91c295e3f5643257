using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    private static Device s_defaultDevice = new(DeviceType.CPU);
    private static Device? s_cuda;

    public static readonly Device CPU = new(DeviceType.CPU);

    public static readonly Device META = new(DeviceType.META);

    public static Device CUDA => s_cuda ??= InitializeDevice(new Device(DeviceType.CUDA));

    public static Device device(string description) => InitializeDevice(new Device(description));

    public static Device device(string deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));

    public static Device device(DeviceType deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));

    public static Device device(int index) => new(DeviceType.CUDA, index);

    public static Device get_default_device() => s_defaultDevice;

    public static void set_default_device(Device device) => s_defaultDevice = device;

    public static void set_default_device(string device) => s_defaultDevice = new Device(device);

    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType switch
    {
        DeviceType.MPS => false,
        DeviceType.CUDA => Api.ts_cuda_is_available() != 0,
        _ => true
    };

    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (deviceType == DeviceType.MPS)
            throw new InvalidOperationException("Torch device type 'MPS' is not available on this platform.");
        if (deviceType == DeviceType.CUDA && Api.ts_cuda_is_available() == 0)
            throw new InvalidOperationException($"Torch device type {deviceType} did not initialise on the current machine.");
    }

    public static Device InitializeDevice(Device? device)
    {
        device ??= s_defaultDevice;
        if (device.type != DeviceType.CPU) InitializeDeviceType(device.type);
        return device;
    }

    /// <summary>CUDA devices.</summary>
    public static partial class cuda
    {
        public static bool is_available() => Api.ts_cuda_is_available() != 0;

        public static bool is_cudnn_available() => Api.ts_cuda_cudnn_is_available() != 0;

        public static int device_count()
        {
            long count = Api.ts_cuda_device_count();
            Api.Check(count);
            return (int)count;
        }

        public static void synchronize(Device? device = null) => Api.Check(Api.ts_cuda_synchronize(device?.index ?? -1));
    }

    public static bool cuda_is_available() => cuda.is_available();
}
