using System.Runtime.CompilerServices;

namespace Microsoft.ML.DeepModels.Layers.Recurrence;

/// <summary>Arithmetic of <see cref="ILanes{T}"/> as one writes it.</summary>
internal static unsafe class LaneOperations
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    extension<T>(T)
        where T : struct, ILanes<T>
    {
        [MethodImpl(Inline)]
        public static T operator +(T a, T b) => a.Plus(b);

        [MethodImpl(Inline)]
        public static T operator -(T a, T b) => a.Minus(b);

        [MethodImpl(Inline)]
        public static T operator *(T a, T b) => a.Times(b);

        [MethodImpl(Inline)]
        public static T operator /(T a, T b) => a.Over(b);
    }

    /// <summary>The number of floats.</summary>
    [MethodImpl(Inline)]
    public static int Count<T>()
        where T : struct, ILanes<T> => default(T).Count;

    [MethodImpl(Inline)]
    public static T Load<T>(float* from)
        where T : struct, ILanes<T> => default(T).Load(from);

    [MethodImpl(Inline)]
    public static void Store<T>(T value, float* to)
        where T : struct, ILanes<T> => value.Store(to);

    /// <summary>The same number in every lane.</summary>
    [MethodImpl(Inline)]
    public static T All<T>(float value)
        where T : struct, ILanes<T> => default(T).All(value);

    /// <summary>a b + c, rounded once.</summary>
    [MethodImpl(Inline)]
    public static T MultiplyAdd<T>(T a, T b, T c)
        where T : struct, ILanes<T> => a.TimesPlus(b, c);
}
