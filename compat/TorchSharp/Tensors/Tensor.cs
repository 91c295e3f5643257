using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of libtorch. Dispose it, or create it in a dispose scope.</summary>
    public partial class Tensor : IDisposable
    {
        private static long _totalCount;
        private static long _peakCount;

        internal nint handle;

        internal Tensor(nint handle, bool register = true)
        {
            this.handle = handle;
            long count = Interlocked.Increment(ref _totalCount);
            if (count > _peakCount) _peakCount = count;
            if (register) OwningDisposeScope = DisposeScopeManager.ThreadSingleton.Register(this);
        }

        ~Tensor() => Dispose(false);

        internal DisposeScope? OwningDisposeScope { get; set; }

        /// <summary>The managed tensors alive in the whole process.</summary>
        public static long TotalCount => _totalCount;

        /// <summary>The most that were ever alive.</summary>
        public static long PeakCount => _peakCount;

        public string? name { get; set; }

        public IntPtr Handle => handle != 0 ? handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public bool IsInvalid => handle == 0;

        public static Tensor UnsafeCreateTensor(IntPtr handle) => new(handle);

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (handle == 0) return;
            DisposeScopeManager.ThreadSingleton.Disposing(this);
            OwningDisposeScope?.MarkAsDisposed(this);
            Interlocked.Decrement(ref _totalCount);
            Api.ts_delete(handle);
            handle = 0;
        }

        /// <summary>Gives the native reference to the caller; this object is empty afterwards.</summary>
        public IntPtr DecoupleFromNativeHandle()
        {
            GC.SuppressFinalize(this);
            nint given = Handle;
            Interlocked.Decrement(ref _totalCount);
            handle = 0;
            return given;
        }

        /// <summary>Moves the native reference into another managed object.</summary>
        /// <remarks>
        /// As in the official library both objects stay counted, and only the receiver will ever be uncounted:
        /// every Parameter leaves TotalCount one higher for good.
        /// </remarks>
        internal nint MoveHandle()
        {
            nint moved = handle;
            handle = 0;
            return moved;
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is { } owner) owner.MoveToOther(other, this);
            else other?.Attach(this);
            return this;
        }

        /// <summary>Another object for the same native tensor.</summary>
        public Tensor alias() => new(Api.ts_alias(Handle));

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        /// <summary>Whether sizes and all elements are equal.</summary>
        public bool Equals(Tensor target) => target is not null && Ops.equal.CallBool(this, target);

        public override int GetHashCode() => base.GetHashCode();
    }
}
