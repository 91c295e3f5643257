namespace TorchSharp;

public static partial class torch
{
    /// <summary>One index of a Python-like indexing expression.</summary>
    public struct TensorIndex
    {
        internal enum Kind { None, Single, Null, Ellipsis, Bool, Tensor, Slice }

        internal Kind Form;
        internal long? Start;
        internal long? Stop;
        internal long? Step;
        internal Tensor? Selection;

        public static TensorIndex Ellipsis = new() { Form = Kind.Ellipsis };

        public static TensorIndex None = new() { Form = Kind.None };

        public static TensorIndex Null = new() { Form = Kind.Null };

        public static TensorIndex Colon = Slice();

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { Form = Kind.Slice, Start = start, Stop = stop, Step = step };

        public static TensorIndex Slice((int? start, int? end) range) => Slice((long?)range.start, range.end);

        public static TensorIndex Slice(Range range) =>
            Slice(Signed(range.Start), range.End.IsFromEnd && range.End.Value == 0 ? null : Signed(range.End));

        public static TensorIndex Bool(bool value) => new() { Form = Kind.Bool, Start = value ? 1 : 0 };

        public static TensorIndex Single(long? index) => new() { Form = Kind.Single, Start = index };

        public static TensorIndex Tensor(Tensor tensor) => new() { Form = Kind.Tensor, Selection = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(Signed(index));

        /// <summary>There only to help overload resolution.</summary>
        public static implicit operator Tensor(TensorIndex value) => throw new InvalidOperationException("Should not be called.");

        private static long Signed(Index index) => index.IsFromEnd ? -index.Value : index.Value;
    }
}
