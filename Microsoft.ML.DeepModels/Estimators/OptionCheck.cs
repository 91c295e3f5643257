using System.Runtime.CompilerServices;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>Checks of options: the message names the option, what was given and what is legal.</summary>
internal static class OptionCheck
{
    public static void Supervised(SupervisedTrainerOptions options)
    {
        Rows(options);
        Name(options.LabelColumnName, nameof(options.LabelColumnName));
        Name(options.FeatureColumnName, nameof(options.FeatureColumnName));
        Name(options.ScoreColumnName, nameof(options.ScoreColumnName));
        Name(options.PredictedLabelColumnName, nameof(options.PredictedLabelColumnName));
    }

    /// <summary>The settings of every trainer that learns labels from images.</summary>
    public static void Images(ImageTrainerOptions options)
    {
        Supervised(options);
        if (options.Augmentation is { } augmentation) AugmentationCheck.Training(augmentation);
        if (options.TestTimeAugmentation is { } views) AugmentationCheck.Scoring(views);
    }

    /// <summary>The settings of every trainer that learns from rows, each by itself.</summary>
    public static void Rows(RowTrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Training(options);
        if (options.ExampleWeightColumnName is { } weight) Name(weight, nameof(options.ExampleWeightColumnName));
        if (options.DecodeThreads is { } threads) Require.AtLeastOne(threads, nameof(options.DecodeThreads));
        Defined(options.ChannelOrder);
        if (options.ValidationFraction > 0 && options.ValidationSet is not null)
        {
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"{nameof(options.ValidationFraction)} is {options.ValidationFraction} and there is a {nameof(options.ValidationSet)}: give one of them."),
                nameof(options.ValidationFraction));
        }
    }

    /// <summary>The settings of every trainer that learns how rows are made.</summary>
    public static void Generative(GenerativeTrainerOptions options)
    {
        Rows(options);
        if (options.LabelColumnName is { } label) Name(label, nameof(options.LabelColumnName));
    }

    /// <summary>The settings of every estimator that makes features by a known network.</summary>
    public static void Features(FeaturesOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Name(options.OutputColumnName, nameof(options.OutputColumnName));
        if (options.InputColumnName is { } input) Name(input, nameof(options.InputColumnName));
        if (options.ScoringBatchSize is { } size) Require.AtLeastOne(size, nameof(options.ScoringBatchSize));
        Defined(options.ChannelOrder);
    }

    /// <summary>The settings that every trainer has.</summary>
    public static void Training(TrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.AtLeastOne(options.Epochs, nameof(options.Epochs));
        Require.AtLeastOne(options.BatchSize, nameof(options.BatchSize));
        if (options.ScoringBatchSize is { } scoring) Require.AtLeastOne(scoring, nameof(options.ScoringBatchSize));
        Require.Positive(options.LearningRate, nameof(options.LearningRate));
        Require.AtLeastZero(options.WeightDecay, nameof(options.WeightDecay));
        Require.AtLeastZero(options.CacheBytes, nameof(options.CacheBytes));
        Require.BelowOne(options.ValidationFraction, nameof(options.ValidationFraction));
        NotNull(options.Optimizer);
        NotNull(options.LearningRateSchedule);
        Defined(options.BadRows);
        Defined(options.CancellationBehavior);
        Defined(options.NonFiniteLoss);
    }

    public static void NotNull(object? value, [CallerArgumentExpression(nameof(value))] string option = "")
    {
        if (value is null) throw new ArgumentNullException(Last(option), $"{Last(option)} must not be null.");
    }

    /// <summary>A copy of the layers of a network, which nobody changes between two Fits.</summary>
    public static IReadOnlyList<Layer> Layers(IReadOnlyList<Layer> layers, string option = nameof(Layers))
    {
        NotNull(layers, option);
        for (int i = 0; i < layers.Count; i++) NotNull(layers[i], $"{option}[{i}]");
        return [.. layers];
    }

    public static void Defined<T>(T value, [CallerArgumentExpression(nameof(value))] string option = "") where T : struct, Enum
    {
        if (Enum.IsDefined(value)) return;
        string legal = string.Join(" or ", Enum.GetNames<T>());
        throw new ArgumentOutOfRangeException(Last(option), value, $"{Last(option)} must be {legal}, got {value}.");
    }

    public static void Name(string? value, string option)
    {
        if (string.IsNullOrWhiteSpace(value)) throw new ArgumentException($"{option} must name a column, got '{value}'.", option);
    }

    private static string Last(string expression) => expression[(expression.LastIndexOf('.') + 1)..];
}
