using System.Runtime.CompilerServices;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>Checks of options: the message names the option, what was given and what is legal.</summary>
internal static class OptionCheck
{
    public static void All(TrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Name(options.LabelColumnName, nameof(options.LabelColumnName));
        Name(options.FeatureColumnName, nameof(options.FeatureColumnName));
        Name(options.ScoreColumnName, nameof(options.ScoreColumnName));
        Name(options.PredictedLabelColumnName, nameof(options.PredictedLabelColumnName));
        if (options.ExampleWeightColumnName is { } weight) Name(weight, nameof(options.ExampleWeightColumnName));
        AtLeastOne(options.Epochs);
        AtLeastOne(options.BatchSize);
        AtLeastOne(options.ScoringBatchSize);
        AtLeastOne(options.DecodeThreads);
        Positive(options.LearningRate);
        AtLeastZero(options.WeightDecay);
        AtLeastZero(options.CacheBytes);
        NotNull(options.Optimizer);
        NotNull(options.LearningRateSchedule);
        Defined(options.ChannelOrder);
        Defined(options.BadRows);
        Defined(options.CancellationBehavior);
        Defined(options.NonFiniteLoss);
        if (options.ValidationFraction is not (>= 0 and < 1)) throw Refuse(nameof(options.ValidationFraction), options.ValidationFraction, "in [0, 1)");
        if (options.ValidationFraction > 0 && options.ValidationSet is not null)
        {
            throw new ArgumentException(
                $"{nameof(options.ValidationFraction)} is {options.ValidationFraction} and there is a {nameof(options.ValidationSet)}: give one of them.",
                nameof(options.ValidationFraction));
        }
    }

    public static void AtLeastOne(int? value, [CallerArgumentExpression(nameof(value))] string option = "")
    {
        if (value < 1) throw Refuse(Last(option), value, "1 or above");
    }

    public static void AtLeastZero(double value, [CallerArgumentExpression(nameof(value))] string option = "")
    {
        if (!double.IsFinite(value) || value < 0) throw Refuse(Last(option), value, "0 or above");
    }

    public static void Positive(double? value, [CallerArgumentExpression(nameof(value))] string option = "")
    {
        if (value is { } number && (!double.IsFinite(number) || number <= 0)) throw Refuse(Last(option), number, "above 0");
    }

    public static void Defined<T>(T value, [CallerArgumentExpression(nameof(value))] string option = "") where T : struct, Enum
    {
        if (!Enum.IsDefined(value)) throw Refuse(Last(option), value, string.Join(" or ", Enum.GetNames<T>()));
    }

    public static void NotNull(object? value, [CallerArgumentExpression(nameof(value))] string option = "")
    {
        if (value is null) throw new ArgumentNullException(Last(option), $"{Last(option)} must not be null.");
    }

    private static void Name(string? value, string option)
    {
        if (string.IsNullOrWhiteSpace(value)) throw new ArgumentException($"{option} must name a column, got '{value}'.", option);
    }

    private static ArgumentOutOfRangeException Refuse(string option, object? value, string legal) =>
        new(option, value, $"{option} must be {legal}, got {value}.");

    private static string Last(string expression) => expression[(expression.LastIndexOf('.') + 1)..];
}
