using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A stream of random numbers on a device.</summary>
    public class Generator : IDisposable
    {
        internal Generator(nint handle, Device? device = null) => (Handle, this.device) = (handle, device ?? CPU);

        public Generator(ulong seed = 0, Device? device = null)
            : this(Api.Check(Api.ts_generator_new(Arg.Pack(device ?? CPU), seed)), device)
        {
        }

        ~Generator() => Dispose(false);

        /// <summary>The one libtorch draws from when none is given.</summary>
        public static Generator Default => new(Api.Check(Api.ts_generator_default(Arg.Pack(CPU))));

        public IntPtr Handle { get; private set; }

        public Device device { get; private set; }

        public Tensor get_state() => new(Api.Check(Api.ts_generator_get_state(Handle)));

        public void set_state(Tensor value) => Api.Check(Api.ts_generator_set_state(Handle, value.Handle));

        public Generator manual_seed(long seed)
        {
            Api.Check(Api.ts_generator_set_seed(Handle, (ulong)seed));
            return this;
        }

        public long seed()
        {
            long seed = DateTime.UtcNow.Ticks;
            manual_seed(seed);
            return seed;
        }

        public long initial_seed() => (long)Api.ts_generator_initial_seed(Handle);

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (Handle == 0) return;
            Api.ts_generator_delete(Handle);
            Handle = 0;
        }
    }
}
