using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.DeepModels.Layers.Recurrence;

/// <summary>Sixteen floats, where the processor has registers for them.</summary>
internal readonly unsafe struct WideLanes(Vector512<float> value) : ILanes<WideLanes>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector512<float> _value = value;

    public int Count
    {
        [MethodImpl(Inline)]
        get => Vector512<float>.Count;
    }

    [MethodImpl(Inline)]
    public WideLanes Load(float* from) => new(Vector512.Load(from));

    [MethodImpl(Inline)]
    public void Store(float* to) => _value.Store(to);

    [MethodImpl(Inline)]
    public WideLanes All(float value) => new(Vector512.Create(value));

    [MethodImpl(Inline)]
    public WideLanes Plus(WideLanes other) => new(_value + other._value);

    [MethodImpl(Inline)]
    public WideLanes Minus(WideLanes other) => new(_value - other._value);

    [MethodImpl(Inline)]
    public WideLanes Times(WideLanes other) => new(_value * other._value);

    [MethodImpl(Inline)]
    public WideLanes Over(WideLanes other) => new(_value / other._value);

    [MethodImpl(Inline)]
    public WideLanes TimesPlus(WideLanes factor, WideLanes other) => new(Vector512.FusedMultiplyAdd(_value, factor._value, other._value));

    // The processor's own minimum and maximum give their second argument where one is not a number.
    [MethodImpl(Inline)]
    public WideLanes AtLeast(WideLanes limit) => new(Vector512.MaxNative(limit._value, _value));

    [MethodImpl(Inline)]
    public WideLanes AtMost(WideLanes limit) => new(Vector512.MinNative(limit._value, _value));

    [MethodImpl(Inline)]
    public WideLanes PowerOfTwo() => new(((_value.AsInt32() << 23) + Vector512.Create(127 << 23)).AsSingle());

    [MethodImpl(Inline)]
    public WideLanes WherePositive(WideLanes value) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(_value, Vector512<float>.Zero), value._value, Vector512<float>.Zero));
}
