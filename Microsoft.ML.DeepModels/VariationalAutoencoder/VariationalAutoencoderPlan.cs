using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.VariationalAutoencoder;

/// <summary>What both trainers of this family check and bring to a Fit.</summary>
internal static class VariationalAutoencoderPlan
{
    private static readonly UnitRange s_unitRange = new("the likelihood Bernoulli needs",
        "Scale them, for instance with NormalizeMinMax, or set Likelihood to VariationalLikelihood.Gaussian() or LearnedGaussian.");

    /// <summary>Refuses settings that are out of range.</summary>
    public static void Check(VariationalAutoencoderOptions options)
    {
        OptionCheck.Generative(options);
        Require.AtLeastOne(options.LatentSize, nameof(options.LatentSize));
        Require.AtLeastZero(options.Beta, nameof(options.Beta));
        Require.AtLeastZero(options.FreeBits, nameof(options.FreeBits));
        OptionCheck.NotNull(options.Likelihood);
        OptionCheck.NotNull(options.BetaSchedule);
        OptionCheck.NotNull(options.Bound);
        OptionCheck.NotNull(options.ScoringBound);
        if (options.EncoderLayers is not null) OptionCheck.Layers(options.EncoderLayers, nameof(options.EncoderLayers));
        if (options.DecoderLayers is not null) OptionCheck.Layers(options.DecoderLayers, nameof(options.DecoderLayers));
        EpochMonitor.CheckName(options.EarlyStopping, VariationalAutoencoderStep.CreateMetrics());
        if (options.FreeBits > 0 && options.Bound.IsImportanceWeighted)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{nameof(options.FreeBits)} is {options.FreeBits} and {nameof(options.Bound)} is importance weighted, which has no divergence of single variables. Leave one of them at its default."),
                nameof(options));
        }
    }

    public static GenerativePlan<VariationalAutoencoderDefinition, VariationalAutoencoderNetwork> Of(VariationalAutoencoderOptions options) => new()
    {
        Design = input => VariationalAutoencoderDesign.Create(options, input),
        Fitting = Scaled,
        UnitRange = definition => definition.Likelihood.NeedsUnitRange ? s_unitRange : null,
        CreateStep = (network, definition, context) => new VariationalAutoencoderStep(network, definition, options, context.Noise)
    };

    /// <summary>For values of any size: networks see them at about the size of 1, and begin near their mean.</summary>
    private static VariationalAutoencoderDefinition Scaled(VariationalAutoencoderDefinition definition, FeatureRange range)
    {
        var (mean, deviation) = range.Overall;
        return double.IsFinite(mean) ? definition with { Scale = deviation > 0 && double.IsFinite(deviation) ? deviation : 1, Offset = mean } : definition;
    }
}
