using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    // Other element types and devices. What already fits comes back as another object for the same native tensor.
    public partial class Tensor
    {
        public Tensor cpu() => Ops.to__device.Call(this, CPU, dtype);

        public Tensor cuda(Device? device = null, bool non_blocking = false)
        {
            if (device is not null && device.type != DeviceType.CUDA) throw new ArgumentException("Not a CUDA device.", nameof(device));
            InitializeDeviceType(DeviceType.CUDA);
            return Ops.to__device.Call(this, device ?? new Device(DeviceType.CUDA), dtype, non_blocking);
        }

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to_type(type, copy, disposeAfter, non_blocking);

        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            After(Ops.to__dtype.Call(this, type, non_blocking, copy), disposeAfter);

        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            InitializeDeviceType(deviceType);
            return After(Ops.to__device.Call(this, new Device(deviceType, deviceIndex), dtype, non_blocking, copy), disposeAfter);
        }

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            device = InitializeDevice(device);
            return After(Ops.to__device.Call(this, device, type, non_blocking, copy), disposeAfter);
        }

        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(device), copy, disposeAfter, non_blocking);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(device.type, device.index, copy, disposeAfter, non_blocking);

        public Tensor to(Tensor other, bool non_blocking = false) => to(other.dtype, other.device, non_blocking);

        public Tensor type(ScalarType dtype) => to(dtype);

        public Tensor type_as(Tensor tensor) => to(tensor.dtype);

        public Tensor @bool() => to_type(ScalarType.Bool);

        public Tensor @byte() => to_type(ScalarType.Byte);

        public Tensor @char() => to_type(ScalarType.Int8);

        public Tensor @int() => to_type(ScalarType.Int32);

        public Tensor @long() => to_type(ScalarType.Int64);

        public Tensor @short() => to_type(ScalarType.Int16);

        public Tensor bfloat16() => to_type(ScalarType.BFloat16);

        public Tensor half() => to_type(ScalarType.Float16);

        public Tensor @float() => to_type(ScalarType.Float32);

        public Tensor @double() => to_type(ScalarType.Float64);

        /// <summary>Whether <see cref="to(ScalarType, Device, bool, bool, bool)"/> would make a copy.</summary>
        internal bool toWillCopy(ScalarType type, Device device) =>
            type != dtype || device.type != device_type || device.index >= 0 && device.index != device_index;

        private Tensor After(Tensor result, bool dispose)
        {
            if (dispose) Dispose();
            return result;
        }

        private static Tensor Typed(Tensor result, ScalarType? type) => type is { } given && result.dtype != given ? result.to_type(given) : result;

        private static string? Rounding(RoundingMode mode) => mode switch
        {
            RoundingMode.trunc => "trunc",
            RoundingMode.floor => "floor",
            _ => null
        };
    }
}
