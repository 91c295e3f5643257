using System.Runtime.InteropServices;

namespace Microsoft.ML.DeepModels.Tensors;

/// <summary>
/// Keeps the native heap from handing freed memory back to the kernel while models are trained, and hands it back afterwards.
/// </summary>
/// <remarks>
/// A training step frees and takes the same tens of megabytes over and over. With glibc's defaults much of it goes back to
/// the kernel every time and every step gets fresh pages, which have to be cleared again: about half of the processor time
/// of a step of the reference network. Only for glibc's malloc; nothing happens elsewhere, where the user has set malloc's
/// thresholds by environment variables, or where the switch <c>Microsoft.ML.DeepModels.KeepFreedMemory</c> of
/// <see cref="AppContext"/> is false.
/// </remarks>
internal static class NativeMemory
{
    /// <summary>The name of the switch; true where it is not set.</summary>
    public const string SwitchName = "Microsoft.ML.DeepModels.KeepFreedMemory";

    // Of glibc's malloc.h. The C library's real name, so that another one (musl) is not taken for it.
    private const string Glibc = "libc.so.6";
    private const int TrimThreshold = -1, MapThreshold = -3;

    // A block of this size or more is mapped by itself; 32 MiB is what glibc's own adaptation reaches in the end.
    private const int MappedBytes = 32 << 20;

    // In reach of a step's activations, and far below what a machine has on which they are computed.
    private const int KeptBytes = 512 << 20;

    private static readonly Lazy<bool> IsKept = new(Set);

    /// <summary>From now on, up to 512 MiB of freed memory stays with the process until <see cref="Release"/>.</summary>
    /// <returns>whether that is so on this machine</returns>
    public static bool Keep() => IsKept.Value;

    /// <summary>Hands memory that is free at the moment back to the kernel, if <see cref="Keep"/> holds on to it.</summary>
    public static void Release()
    {
        if (IsKept is { IsValueCreated: true, Value: true }) _ = malloc_trim(0);
    }

    private static bool Set()
    {
        if (!OperatingSystem.IsLinux() || (AppContext.TryGetSwitch(SwitchName, out bool wanted) && !wanted)) return false;
        foreach (string variable in new[] { "MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TOP_PAD_", "GLIBC_TUNABLES" })
            if (Environment.GetEnvironmentVariable(variable) is not null) return false;
        try
        {
            return mallopt(MapThreshold, MappedBytes) == 1 && mallopt(TrimThreshold, KeptBytes) == 1;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [DllImport(Glibc)]
    private static extern int mallopt(int parameter, int value);

    [DllImport(Glibc)]
    private static extern int malloc_trim(nuint pad);
}
