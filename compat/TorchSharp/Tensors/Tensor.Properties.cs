using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    // Shape, type, place and storage.
    public unsafe partial class Tensor
    {
        public long Dimensions => Api.ts_dim(Handle);

        public long NumberOfElements => Api.ts_numel(Handle);

        public long ElementSize => Api.ts_element_size(Handle);

        public long[] shape => new ReadOnlySpan<long>(Api.ts_sizes(Handle), (int)Dimensions).ToArray();

        public ScalarType dtype => (ScalarType)Api.ts_dtype(Handle);

        public Device device => new(device_type, device_index);

        public DeviceType device_type => (DeviceType)(int)Api.ts_device(Handle);

        public int device_index => (int)(Api.ts_device(Handle) >> 32);

        public long ndim => Dimensions;

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_meta => device_type == DeviceType.META;

        public bool is_sparse => Api.ts_is_sparse(Handle) != 0;

        public Tensor T => Ops.numpy_T.Call(this);

        public Tensor mT => Ops.mT.Call(this);

        public long dim() => Dimensions;

        public long numel() => NumberOfElements;

        public long element_size() => ElementSize;

        public long[] size() => shape;

        public long size(int dim)
        {
            long dimensions = Dimensions;
            if (dim >= dimensions || dim < -dimensions) throw Ranges.Dimension(dim, dimensions);
            return Api.ts_sizes(Handle)[dim < 0 ? dim + dimensions : dim];
        }

        public long[] stride()
        {
            long* strides = Api.ts_strides(Handle);
            if (strides is null) throw Api.Failure();
            return new ReadOnlySpan<long>(strides, (int)Dimensions).ToArray();
        }

        public long stride(int dim)
        {
            long[] strides = stride();
            if (dim >= strides.Length || dim < -strides.Length) throw Ranges.Dimension(dim, strides.Length);
            return strides[dim < 0 ? dim + strides.Length : dim];
        }

        public long storage_offset()
        {
            long offset = Api.ts_storage_offset(Handle);
            Api.Check(offset);
            return offset;
        }

        public bool is_contiguous()
        {
            long result = Api.ts_is_contiguous(Handle);
            Api.Check(result);
            return result != 0;
        }

        public bool is_cpu() => device_type == DeviceType.CPU;

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_complex() => torch.is_complex(dtype);

        public bool is_nonzero()
        {
            if (numel() != 1) throw new InvalidOperationException("is_nonzero() called on non-singleton tensor");
            return Ops.is_nonzero.CallBool(this);
        }

        public override string ToString() => $"[{string.Join('x', shape)}], type = {dtype}, device = {device}";

        /// <summary>Where the first element is. Nothing checks how far one may read.</summary>
        internal void* Data()
        {
            void* data = Api.ts_data_ptr(Handle);
            if (data is null && NumberOfElements > 0) throw Api.Failure();
            return data;
        }
    }
}
