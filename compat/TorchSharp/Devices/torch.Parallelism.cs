using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static int get_num_threads() => (int)Api.ts_get_num_threads();

    public static void set_num_threads(int num) => Api.Check(Api.ts_set_num_threads(num));

    public static int get_num_interop_threads() => (int)Api.ts_get_num_interop_threads();

    public static void set_num_interop_threads(int num) => Api.Check(Api.ts_set_num_interop_threads(num));
}
