using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;

/// <summary>What the trainer of this family checks and brings to a Fit.</summary>
internal static class GenerativeAdversarialNetworkPlan
{
    private static readonly UnitRange s_unitRange = new("images need",
        "Scale them, for instance with ExtractPixels(scaleImage: 1f / 255), or read them as vectors, without three dimensions and InputShape.");

    /// <summary>Refuses settings that are out of range.</summary>
    public static void Check(GenerativeAdversarialNetworkTrainer.Options options)
    {
        OptionCheck.Generative(options);
        Require.AtLeastOne(options.LatentSize, nameof(options.LatentSize));
        Require.AtLeastOne(options.Filters, nameof(options.Filters));
        Require.AtLeastOne(options.DiscriminatorSteps, nameof(options.DiscriminatorSteps));
        Require.AtLeastOne(options.SamplesEveryEpochs, nameof(options.SamplesEveryEpochs));
        Require.AtLeastZero(options.R1Penalty, nameof(options.R1Penalty));
        Require.BelowOne(options.GeneratorAverage, nameof(options.GeneratorAverage));
        Require.BelowOne(options.LabelSmoothing, nameof(options.LabelSmoothing));
        Require.Positive(options.KeyTemperature, nameof(options.KeyTemperature));
        if (options.DiscriminatorLearningRate is { } rate) Require.Positive(rate, nameof(options.DiscriminatorLearningRate));
        if (options.Preset is { } preset) OptionCheck.Defined(preset, nameof(options.Preset));
        OptionCheck.NotNull(options.Loss);
        if (options.GeneratorLayers is not null) OptionCheck.Layers(options.GeneratorLayers, nameof(options.GeneratorLayers));
        if (options.DiscriminatorLayers is not null) OptionCheck.Layers(options.DiscriminatorLayers, nameof(options.DiscriminatorLayers));
        if (options.SamplesFolder is { } folder && string.IsNullOrWhiteSpace(folder))
            throw new ArgumentException($"{nameof(options.SamplesFolder)} must name a folder, got '{folder}'.", nameof(options));
        if (options.ColumnNames is { } columns) CheckColumns(columns, options);
        if (options.LabelSmoothing > 0 && !options.Loss.HasTargets)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{nameof(options.LabelSmoothing)} is {options.LabelSmoothing}, but the loss {options.Loss} has no labels. Leave it at 0, or use NonSaturating or LeastSquares."), nameof(options));
        }
        // The other numbers are best where the discriminator tells generated rows best.
        if (options.EarlyStopping is { Monitor: not ("generator loss" or "D(G(z))") and var monitor })
        {
            throw new ArgumentException($"{nameof(options.EarlyStopping)} monitors '{monitor}', which does not get better as rows do when two networks learn against each other. " +
                "Leave it out, or monitor 'generator loss' or 'D(G(z))', which tell how well the generator deceives the discriminator.", nameof(options));
        }
    }

    public static GenerativePlan<GenerativeAdversarialNetworkDefinition, GenerativeAdversarialNetworkModule> Of(GenerativeAdversarialNetworkTrainer.Options options) => new()
    {
        Design = input => GenerativeAdversarialNetworkDesign.Create(options, input),
        UnitRange = definition => definition.DataShape.IsImage ? s_unitRange : null,
        Fitting = (definition, range) => definition with { Scale = RowScale.Of(range, definition.Keys) },
        CreateStep = (network, definition, context) => new GenerativeAdversarialNetworkStep(network, definition, options, context.Noise),
        Observers = (network, definition, warn) => options.SamplesFolder is { } folder
            ? [new SampleImages(network, definition, folder, options.SamplesEveryEpochs, (ulong)(options.Seed ?? 0), warn)]
            : []
    };

    private static void CheckColumns(IReadOnlyList<string> columns, GenerativeAdversarialNetworkTrainer.Options options)
    {
        if (columns.Count == 0)
            throw new ArgumentException($"{nameof(options.ColumnNames)} is empty: name the columns of a row, or give null for {nameof(options.InputColumnName)} alone.", nameof(options));
        foreach (string name in columns) OptionCheck.Name(name, nameof(options.ColumnNames));
        if (columns.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"{nameof(options.ColumnNames)} names '{twice.Key}' {twice.Count()} times: name each column once.", nameof(options));
        if (options.LabelColumnName is { } label && columns.Contains(label))
            throw new ArgumentException($"'{label}' is both {nameof(options.LabelColumnName)} and one of {nameof(options.ColumnNames)}: a condition is not generated. Leave one of them out.", nameof(options));
        if (options.InputShape is not null)
            throw new ArgumentException($"{nameof(options.ColumnNames)} and {nameof(options.InputShape)} are both given, but rows of several columns have no other shape. Leave one of them out.", nameof(options));
    }
}
