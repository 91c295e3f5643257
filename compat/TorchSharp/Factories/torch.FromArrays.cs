using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

public static unsafe partial class torch
{
    /// <summary>A tensor over the array's own memory, which stays pinned as long as the tensor's storage lives.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) =>
        from_array(rawArray, ToScalarType(rawArray.GetType().GetElementType()!), device);

    public static Tensor from_array(
        Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Shared(rawArray, Shape(rawArray), dtype, device, requires_grad, names);

    public static Tensor as_tensor(Array data, ScalarType? dtype = null, Device? device = null) => from_array(data, dtype, device);

    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        long length = rawArray.LongLength;
        if (offset < 0 || offset >= length) throw new ArgumentException($"invalid value for 'offset': {offset}");
        if (count < 0) count = length - offset;
        if (count > length - offset) throw new IndexOutOfRangeException($"element count is too large: {count}");
        return Shared(rawArray, [count], dtype, null, requires_grad, null, offset);
    }

    private static Tensor Single<T>(T value, ScalarType? dtype, Device? device, bool requires_grad) where T : unmanaged =>
        Copied(new ReadOnlySpan<T>(in value), [], dtype, device, requires_grad, null);

    private static Tensor Copied<T>(
        ReadOnlySpan<T> values, long[] size, ScalarType? dtype, Device? device, bool requires_grad, string[]? names) where T : unmanaged
    {
        long count = size.TotalSize();
        if (count > values.Length)
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {count} vs. {values.Length}");
        var own = ToScalarType(typeof(T));
        var tensor = Ops.empty__memory_format.Call(size, own, Arg.None, CPU);
        values[..(int)count].CopyTo(new Span<T>(tensor.Data(), (int)count));
        return Made(Placed(tensor, dtype ?? own, device), requires_grad, names);
    }

    private static Tensor Shared(
        Array values, long[] size, ScalarType? dtype, Device? device, bool requires_grad, string[]? names, long offset = 0)
    {
        long count = size.TotalSize();
        if (count > values.LongLength)
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {count} vs. {values.LongLength}");
        var own = ToScalarType(values.GetType().GetElementType()!);
        var pin = GCHandle.Alloc(values, GCHandleType.Pinned);
        nint handle;
        byte* first = (byte*)pin.AddrOfPinnedObject() + offset * own.ElementSize();
        fixed (long* sizes = size)
            handle = Api.ts_from_blob(first, sizes, size.Length, (long)own, &Unpin, GCHandle.ToIntPtr(pin));
        if (handle == 0)
        {
            pin.Free();
            throw Api.Failure();
        }
        return Made(Placed(new Tensor(handle), dtype ?? own, device), requires_grad, names);
    }

    [UnmanagedCallersOnly]
    private static void Unpin(nint pin) => GCHandle.FromIntPtr(pin).Free();

    private static Tensor Placed(Tensor tensor, ScalarType dtype, Device? device)
    {
        device = InitializeDevice(device);
        if (tensor.dtype == dtype && device.type == DeviceType.CPU) return tensor;
        using (tensor) return Ops.to__device.Call(tensor, device, dtype);
    }

    private static long[] Shape(Array array)
    {
        var shape = new long[array.Rank];
        for (int i = 0; i < shape.Length; i++) shape[i] = array.GetLongLength(i);
        return shape;
    }

    private static ReadOnlySpan<T> Flat<T>(Array array) where T : unmanaged =>
        MemoryMarshal.CreateReadOnlySpan(ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);
}
