using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // Moving a module to another device or type: its parameters become others, in the fields as well.
        public partial class Module
        {
            protected DeviceType _deviceType = DeviceType.CPU;
            protected int _deviceIndex = -1;

            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                RequireFloating(dtype);
                _toEpilog(dtype, Settled(device), non_blocking);
                return this;
            }

            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                var device = Settled(new Device(deviceType, deviceIndex));
                if (device.type != _deviceType || device.index != _deviceIndex) _toEpilog(null, device, non_blocking);
                return this;
            }

            protected internal virtual Module _to(ScalarType dtype, bool non_blocking)
            {
                RequireFloating(dtype);
                _toEpilog(dtype, null, non_blocking);
                return this;
            }

            public Module _to(Tensor other, bool non_blocking)
            {
                _to(other.dtype, non_blocking);
                return _to(other.device_type, other.device_index, non_blocking);
            }

            protected virtual void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
            {
                foreach (var (_, child) in named_children()) child._toEpilog(dtype, device, non_blocking);
                var fields = Fields().ToDictionary(field => field.Component, field => field.Field);
                foreach (var (name, parameter) in named_parameters(false).ToList())
                {
                    if (Moved(parameter, dtype, device) is not { } moved) continue;
                    parameter.Dispose();
                    _parametersByName[name] = moved;
                    if (fields.TryGetValue(name, out var field)) field.SetValue(this, moved);
                }
                foreach (var (name, (buffer, persistent)) in _buffersByName.ToList())
                {
                    var (type, place) = Target(buffer, dtype, device);
                    if (!buffer.toWillCopy(type, place)) continue;
                    var moved = buffer.to(type, place, disposeAfter: true).DetachFromDisposeScope();
                    _buffersByName[name] = (moved, persistent);
                    if (fields.TryGetValue(name, out var field)) field.SetValue(this, moved);
                }
                if (device is not null) (_deviceType, _deviceIndex) = (device.type, device.index);
            }

            private static Parameter? Moved(Parameter parameter, ScalarType? dtype, Device? device)
            {
                var (type, place) = Target(parameter, dtype, device);
                if (!parameter.toWillCopy(type, place)) return null;
                using var mode = no_grad();
                var moved = new Parameter(parameter.to(type, place), parameter.requires_grad);
                moved.DetachFromDisposeScope();
                using var grad = parameter.grad;
                if (grad is null) return moved;
                using var movedGrad = grad.to(type, place).with_requires_grad(grad.requires_grad);
                moved.grad = movedGrad;
                return moved;
            }

            // Only numbers with a fraction change their type.
            private static (ScalarType Type, Device Place) Target(Tensor tensor, ScalarType? dtype, Device? device) =>
                (dtype is { } type && (tensor.is_floating_point() || tensor.is_complex()) ? type : tensor.dtype, device ?? tensor.device);

            private static Device Settled(Device device)
            {
                if (device.type != DeviceType.CUDA) return new Device(device.type);
                return cuda.is_available() ? device : throw new InvalidOperationException("CUDA is not available.");
            }

            private static void RequireFloating(ScalarType dtype)
            {
                if (!torch.is_floating_point(dtype) && !torch.is_complex(dtype))
                    throw new ArgumentException(
                        $"nn.Module.to only accepts floating point or complex types, but got desired dtype={dtype}");
            }
        }
    }
}
