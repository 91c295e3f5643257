using System.Numerics;
using TorchSharp.Native;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    // The elements as seen from managed code.
    public unsafe partial class Tensor
    {
        /// <summary>The memory itself; it lives as long as the tensor does.</summary>
        public Span<byte> bytes
        {
            get
            {
                if (!is_contiguous()) throw new InvalidOperationException("Bytes() called on non-contiguous tensor.");
                long size = NumberOfElements * ElementSize;
                if (size > int.MaxValue) throw new ArgumentException("Span only supports up to int.MaxValue elements.");
                RequireCpu();
                return new Span<byte>(Data(), (int)size);
            }
            set
            {
                if (!is_contiguous()) throw new InvalidOperationException("SetBytes() called on non-contiguous tensor.");
                if (NumberOfElements * ElementSize != value.Length) throw new ArgumentException("Mismatched data sizes in SetBytes().");
                RequireCpu();
                value.CopyTo(new Span<byte>(Data(), value.Length));
            }
        }

        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            ValidateType(typeof(T));
            return new TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu());
        }

        /// <summary>The one element of a tensor of one.</summary>
        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1) throw new ArgumentException("Number of elements in the tensor must be 1");
            ValidateType(typeof(T));
            if (device_type == DeviceType.CPU)
            {
                T value = *(T*)Data();
                GC.KeepAlive(this);
                return value;
            }
            using var here = cpu().DetachFromDisposeScope();
            return *(T*)here.Data();
        }

        public Scalar ToScalar()
        {
            if (NumberOfElements != 1) throw new ArgumentException("Number of elements in the tensor must be 1");
            if (device_type == DeviceType.CPU) return ReadScalar();
            using var here = cpu().DetachFromDisposeScope();
            return here.ReadScalar();
        }

        internal void ValidateType(Type type)
        {
            Type? expected = dtype switch
            {
                ScalarType.Byte => typeof(byte),
                ScalarType.Int8 => typeof(sbyte),
                ScalarType.Int16 => typeof(short),
                ScalarType.Int32 => typeof(int),
                ScalarType.Int64 => typeof(long),
                ScalarType.Bool => typeof(bool),
                ScalarType.Float16 => typeof(Half),
                ScalarType.Float32 => typeof(float),
                ScalarType.Float64 => typeof(double),
                ScalarType.ComplexFloat32 => typeof((float, float)),
                ScalarType.ComplexFloat64 => typeof(Complex),
                _ => null
            };
            if (expected is null) throw new ArgumentException($"No support for {dtype} in TorchSharp");
            if (expected != type) throw new ArgumentException($"{type.Name} is not compatible with {dtype}");
        }

        internal void RequireCpu()
        {
            if (device_type != DeviceType.CPU)
                throw new InvalidOperationException(
                    "Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
        }

        private Scalar ReadScalar()
        {
            void* data = Data();
            Scalar scalar = dtype switch
            {
                ScalarType.Byte => *(byte*)data,
                ScalarType.Int8 => *(sbyte*)data,
                ScalarType.Int16 => *(short*)data,
                ScalarType.Int32 => *(int*)data,
                ScalarType.Int64 => *(long*)data,
                ScalarType.Bool => *(bool*)data,
                ScalarType.Float16 => (float)*(Half*)data,
                ScalarType.BFloat16 => BitConverter.Int32BitsToSingle(*(ushort*)data << 16),
                ScalarType.Float32 => *(float*)data,
                ScalarType.Float64 => *(double*)data,
                ScalarType.ComplexFloat32 => *((float, float)*)data,
                ScalarType.ComplexFloat64 => *(Complex*)data,
                _ => throw new ArgumentException($"No support for {dtype} in TorchSharp")
            };
            GC.KeepAlive(this);
            return scalar;
        }
    }
}
