using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

[assembly: DisableRuntimeMarshalling]

namespace TorchSharp.Native;

/// <summary>The functions of libLibTorchSharp. Handles are owned references unless said otherwise.</summary>
internal static unsafe partial class Api
{
    private const string Library = "LibTorchSharp";

    [DllImport(Library)] public static extern byte* ts_last_error();
    [DllImport(Library)] public static extern void ts_set_error(byte* text);
    [DllImport(Library)] public static extern void ts_free(void* memory);
    [DllImport(Library)] public static extern nint ts_find(byte* name, byte* overload);
    [DllImport(Library)] public static extern long ts_call(nint op, Value* arguments, long count, Value* results, long capacity);

    [DllImport(Library)] public static extern void ts_delete(nint tensor);
    [DllImport(Library), SuppressGCTransition] public static extern nint ts_alias(nint tensor);
    [DllImport(Library), SuppressGCTransition] public static extern long ts_dim(nint tensor);
    [DllImport(Library), SuppressGCTransition] public static extern long ts_numel(nint tensor);
    [DllImport(Library)] public static extern long* ts_sizes(nint tensor);
    [DllImport(Library)] public static extern long* ts_strides(nint tensor);
    [DllImport(Library), SuppressGCTransition] public static extern long ts_dtype(nint tensor);
    [DllImport(Library), SuppressGCTransition] public static extern long ts_element_size(nint tensor);
    [DllImport(Library)] public static extern long ts_device(nint tensor);
    [DllImport(Library)] public static extern long ts_is_contiguous(nint tensor);
    [DllImport(Library)] public static extern long ts_is_sparse(nint tensor);
    [DllImport(Library)] public static extern long ts_storage_offset(nint tensor);
    [DllImport(Library)] public static extern void* ts_data_ptr(nint tensor);
    [DllImport(Library)] public static extern nint ts_from_blob(void* data, long* sizes, long dim, long dtype, delegate* unmanaged<nint, void> release, nint context);

    [DllImport(Library)] public static extern long ts_requires_grad(nint tensor);
    [DllImport(Library)] public static extern long ts_set_requires_grad(nint tensor, long value);
    [DllImport(Library)] public static extern long ts_is_leaf(nint tensor);
    [DllImport(Library)] public static extern long ts_retain_grad(nint tensor);
    [DllImport(Library)] public static extern nint ts_grad(nint tensor);
    [DllImport(Library)] public static extern long ts_set_grad(nint tensor, nint grad);
    [DllImport(Library)] public static extern long ts_backward(nint* tensors, long count, nint* grads, long gradCount, long retainGraph, long createGraph, nint* inputs, long inputCount);
    [DllImport(Library)] public static extern long ts_autograd_grad(nint* outputs, long count, nint* inputs, long inputCount, nint* grads, long gradCount, long retainGraph, long createGraph, long allowUnused, nint* results);
    [DllImport(Library), SuppressGCTransition] public static extern long ts_grad_mode();
    [DllImport(Library), SuppressGCTransition] public static extern void ts_set_grad_mode(long enabled);
    [DllImport(Library), SuppressGCTransition] public static extern long ts_inference_mode();
    [DllImport(Library)] public static extern nint ts_inference_begin(long enabled);
    [DllImport(Library)] public static extern void ts_inference_end(nint guard);
    [DllImport(Library)] public static extern long ts_anomaly_mode();
    [DllImport(Library)] public static extern long ts_anomaly_check_nan();
    [DllImport(Library)] public static extern void ts_set_anomaly_mode(long enabled, long checkNaN);

    [DllImport(Library)] public static extern nint ts_node_new(delegate* unmanaged<nint, nint*, long, nint*, long, int> backward, delegate* unmanaged<nint, void> free, nint context);
    [DllImport(Library)] public static extern void ts_node_release(nint node);
    [DllImport(Library)] public static extern nint ts_node_pointer(nint node);
    [DllImport(Library)] public static extern long ts_node_wrap(nint node, nint* inputs, long inputCount, nint* constant, long constantCount, nint* dirty, long dirtyCount, nint* outputs, long outputCount, long executable);
    [DllImport(Library)] public static extern nint ts_saved_new(nint tensor, nint node);
    [DllImport(Library)] public static extern long ts_saved_unpack(nint saved, nint node, nint* result);
    [DllImport(Library)] public static extern void ts_saved_delete(nint saved);

    [DllImport(Library)] public static extern nint ts_generator_default(long device);
    [DllImport(Library)] public static extern nint ts_generator_new(long device, ulong seed);
    [DllImport(Library)] public static extern void ts_generator_delete(nint generator);
    [DllImport(Library)] public static extern long ts_generator_set_seed(nint generator, ulong seed);
    [DllImport(Library)] public static extern ulong ts_generator_initial_seed(nint generator);
    [DllImport(Library)] public static extern nint ts_generator_get_state(nint generator);
    [DllImport(Library)] public static extern long ts_generator_set_state(nint generator, nint state);
    [DllImport(Library)] public static extern long ts_manual_seed(ulong seed);
    [DllImport(Library)] public static extern long ts_get_num_threads();
    [DllImport(Library)] public static extern long ts_set_num_threads(long count);
    [DllImport(Library)] public static extern long ts_get_num_interop_threads();
    [DllImport(Library)] public static extern long ts_set_num_interop_threads(long count);
    [DllImport(Library)] public static extern long ts_cuda_is_available();
    [DllImport(Library)] public static extern long ts_cuda_device_count();
    [DllImport(Library)] public static extern long ts_cuda_cudnn_is_available();
    [DllImport(Library)] public static extern long ts_cuda_synchronize(long index);

    // What managed code threw below the native call that is about to fail.
    [ThreadStatic] private static Exception? t_thrown;

    /// <summary>The exception for what just failed on this thread.</summary>
    public static Exception Failure()
    {
        string text = Marshal.PtrToStringUTF8((nint)ts_last_error())!;
        var cause = t_thrown;
        t_thrown = null;
        return cause?.Message == text ? new ExternalException(text, cause) : new ExternalException(text);
    }

    /// <summary>Lets the native call that managed code was called from fail with this exception's text.</summary>
    public static void Fail(Exception cause)
    {
        t_thrown = cause;
        fixed (byte* text = Encoding.UTF8.GetBytes(cause.Message + '\0')) ts_set_error(text);
    }

    /// <summary>Throws when a function said that it failed.</summary>
    public static void Check(long result)
    {
        if (result < 0) throw Failure();
    }

    /// <summary>Throws when a function gave nothing.</summary>
    public static nint Check(nint result) => result != 0 ? result : throw Failure();
}
