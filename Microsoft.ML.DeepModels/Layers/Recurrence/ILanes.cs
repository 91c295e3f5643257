namespace Microsoft.ML.DeepModels.Layers.Recurrence;

/// <summary>
/// Some floats that the processor computes with at once. An interface, so that one source serves vectors of several widths: of a generic
/// method the compiler makes a version for each struct, without calls. Written through <see cref="LaneOperations"/>, which has the
/// operators; what makes a value here takes no notice of the one that it is called on.
/// </summary>
internal unsafe interface ILanes<T>
    where T : struct, ILanes<T>
{
    /// <summary>The number of floats.</summary>
    int Count { get; }

    T Load(float* from);

    void Store(float* to);

    /// <summary>The same number in every lane.</summary>
    T All(float value);

    T Plus(T other);

    T Minus(T other);

    T Times(T other);

    T Over(T other);

    /// <summary>This times a factor plus a number, rounded once.</summary>
    T TimesPlus(T factor, T other);

    /// <summary>This or the limit, whichever is larger; this where it is not a number.</summary>
    T AtLeast(T limit);

    /// <summary>This or the limit, whichever is smaller; this where it is not a number.</summary>
    T AtMost(T limit);

    /// <summary>2^n, where the lowest bits of this mantissa are the integer n.</summary>
    T PowerOfTwo();

    /// <summary>The value where this is above 0, else 0.</summary>
    T WherePositive(T value);
}
