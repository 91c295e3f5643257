using System.Numerics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.DeepModels.Layers.Recurrence;

/// <summary>As many floats as the runtime's own vector has: four or eight, seldom sixteen.</summary>
internal readonly unsafe struct Lanes(Vector<float> value) : ILanes<Lanes>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector<float> _value = value;

    public int Count
    {
        [MethodImpl(Inline)]
        get => Vector<float>.Count;
    }

    [MethodImpl(Inline)]
    public Lanes Load(float* from) => new(Vector.Load(from));

    [MethodImpl(Inline)]
    public void Store(float* to) => _value.Store(to);

    [MethodImpl(Inline)]
    public Lanes All(float value) => new(Vector.Create(value));

    [MethodImpl(Inline)]
    public Lanes Plus(Lanes other) => new(_value + other._value);

    [MethodImpl(Inline)]
    public Lanes Minus(Lanes other) => new(_value - other._value);

    [MethodImpl(Inline)]
    public Lanes Times(Lanes other) => new(_value * other._value);

    [MethodImpl(Inline)]
    public Lanes Over(Lanes other) => new(_value / other._value);

    [MethodImpl(Inline)]
    public Lanes TimesPlus(Lanes factor, Lanes other) => new(Vector.FusedMultiplyAdd(_value, factor._value, other._value));

    // The processor's own minimum and maximum give their second argument where one is not a number.
    [MethodImpl(Inline)]
    public Lanes AtLeast(Lanes limit) => new(Vector.MaxNative(limit._value, _value));

    [MethodImpl(Inline)]
    public Lanes AtMost(Lanes limit) => new(Vector.MinNative(limit._value, _value));

    [MethodImpl(Inline)]
    public Lanes PowerOfTwo() => new(Vector.AsVectorSingle((Vector.AsVectorInt32(_value) << 23) + Vector.Create(127 << 23)));

    [MethodImpl(Inline)]
    public Lanes WherePositive(Lanes value) =>
        new(Vector.ConditionalSelect(Vector.GreaterThan(_value, Vector<float>.Zero), value._value, Vector<float>.Zero));
}
