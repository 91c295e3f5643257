using System.Runtime.CompilerServices;

namespace Microsoft.ML.DeepModels.Training;

/// <summary>Checks of numbers that users give: the message names the argument, what was given and what is legal.</summary>
internal static class Require
{
    public static double AtLeastZero(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        double.IsFinite(value) && value >= 0 ? value : throw Refuse(name, value, "0 or above");

    public static int AtLeastZero(int value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value >= 0 ? value : throw Refuse(name, value, "0 or above");

    public static double Positive(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        double.IsFinite(value) && value > 0 ? value : throw Refuse(name, value, "above 0");

    public static int AtLeastOne(int value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value >= 1 ? value : throw Refuse(name, value, "1 or above");

    /// <summary>From 0 up to, but not including, 1: decay rates, momenta, fractions.</summary>
    public static double BelowOne(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value is >= 0 and < 1 ? value : throw Refuse(name, value, "in [0, 1)");

    /// <summary>Above 0 and at most 1: factors that shrink.</summary>
    public static double ShrinkFactor(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value is > 0 and <= 1 ? value : throw Refuse(name, value, "in (0, 1]");

    /// <summary>From one number to another, both included; beyond any number where there is no upper one.</summary>
    public static double Within(double value, double low, double high, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value >= low && value <= high ? value
            : throw Refuse(name, value, high == double.MaxValue ? FormattableString.Invariant($"{low} or above") : FormattableString.Invariant($"from {low} to {high}"));

    private static ArgumentOutOfRangeException Refuse(string name, object value, string legal) =>
        new(name, value, FormattableString.Invariant($"{name} must be {legal}, got {value}."));
}
