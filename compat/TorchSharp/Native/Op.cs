using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp.Native;

/// <summary>An operator of libtorch, found by name at its first use.</summary>
internal sealed unsafe class Op(string name, string overload = "")
{
    private const int StackBytes = 2048;
    private nint _handle;

    /// <summary>Calls the operator for its one tensor.</summary>
    public torch.Tensor Call(params ReadOnlySpan<Arg> args)
    {
        Value result;
        Invoke(args, &result, 1);
        return new torch.Tensor((nint)result.Bits);
    }

    /// <summary>Calls an operator that changes its first argument, and returns that.</summary>
    public torch.Tensor Into(params ReadOnlySpan<Arg> args)
    {
        Invoke(args, null, 0);
        return (torch.Tensor)args[0].Source!;
    }

    public (torch.Tensor, torch.Tensor) Call2(params ReadOnlySpan<Arg> args)
    {
        Value* results = stackalloc Value[2];
        Invoke(args, results, 2);
        return (new torch.Tensor((nint)results[0].Bits), new torch.Tensor((nint)results[1].Bits));
    }

    public (torch.Tensor, torch.Tensor, torch.Tensor) Call3(params ReadOnlySpan<Arg> args)
    {
        Value* results = stackalloc Value[3];
        Invoke(args, results, 3);
        return (new torch.Tensor((nint)results[0].Bits), new torch.Tensor((nint)results[1].Bits), new torch.Tensor((nint)results[2].Bits));
    }

    /// <summary>Calls an operator that returns a list.</summary>
    public torch.Tensor[] CallList(params ReadOnlySpan<Arg> args)
    {
        Value result;
        Invoke(args, &result, 1);
        var tensors = new torch.Tensor[result.Count];
        for (int i = 0; i < tensors.Length; i++) tensors[i] = new torch.Tensor(((nint*)result.Bits)[i]);
        Api.ts_free((void*)result.Bits);
        return tensors;
    }

    /// <summary>Calls an operator that returns a truth value.</summary>
    public bool CallBool(params ReadOnlySpan<Arg> args)
    {
        Value result;
        Invoke(args, &result, 1);
        return result.Bits != 0;
    }

    [SkipLocalsInit]
    private void Invoke(ReadOnlySpan<Arg> args, Value* results, long capacity)
    {
        nint handle = _handle != 0 ? _handle : Find();
        Value* values = stackalloc Value[args.Length];
        int extra = 0;
        for (int i = 0; i < args.Length; i++)
        {
            ref readonly Arg arg = ref args[i];
            values[i].Tag = arg.Tag;
            values[i].Bits = arg.Bits;
            values[i].Count = 0; // an empty list has nothing to write below
            if (arg.Tag >= Tag.Complex && arg.Source is not null) extra += Size(arg);
        }
        if (extra == 0)
        {
            if (Api.ts_call(handle, values, args.Length, results, capacity) < 0) throw Api.Failure();
            return;
        }
        byte* stack = stackalloc byte[extra <= StackBytes ? extra : 0];
        byte* memory = extra <= StackBytes ? stack : (byte*)NativeMemory.Alloc((nuint)extra);
        try
        {
            byte* free = memory;
            for (int i = 0; i < args.Length; i++)
                if (args[i].Tag >= Tag.Complex && args[i].Source is not null) free += Write(args[i], ref values[i], free);
            if (Api.ts_call(handle, values, args.Length, results, capacity) < 0) throw Api.Failure();
        }
        finally
        {
            if (extra > StackBytes) NativeMemory.Free(memory);
        }
    }

    private static int Size(in Arg arg) => arg.Source switch
    {
        long[] list => list.Length * sizeof(long),
        double[] list => list.Length * sizeof(double),
        torch.Tensor?[] list => list.Length * sizeof(nint),
        string text => (Encoding.UTF8.GetByteCount(text) + 7) & ~7,
        _ => 0
    };

    private static int Write(in Arg arg, ref Value value, byte* memory)
    {
        switch (arg.Source)
        {
            case long[] list:
                list.AsSpan().CopyTo(new Span<long>(memory, list.Length));
                value.Count = list.Length;
                break;
            case double[] list:
                list.AsSpan().CopyTo(new Span<double>(memory, list.Length));
                value.Count = list.Length;
                break;
            case torch.Tensor?[] list:
                for (int i = 0; i < list.Length; i++) ((nint*)memory)[i] = list[i]?.Handle ?? 0;
                value.Count = list.Length;
                break;
            case string text:
                value.Count = Encoding.UTF8.GetBytes(text, new Span<byte>(memory, Size(arg)));
                break;
            default:
                return 0;
        }
        value.Bits = (long)memory;
        return Size(arg);
    }

    private nint Find()
    {
        fixed (byte* n = Encoding.UTF8.GetBytes($"aten::{name}\0"), o = Encoding.UTF8.GetBytes(overload + '\0'))
            return _handle = Api.Check(Api.ts_find(n, o));
    }
}
