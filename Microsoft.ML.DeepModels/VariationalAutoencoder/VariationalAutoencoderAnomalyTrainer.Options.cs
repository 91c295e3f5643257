namespace Microsoft.ML.DeepModels.VariationalAutoencoder;

public sealed partial class VariationalAutoencoderAnomalyTrainer
{
    /// <summary>The settings of a <see cref="VariationalAutoencoderAnomalyTrainer"/>; defaults are the reference network and its training.</summary>
    public sealed class Options : VariationalAutoencoderOptions
    {
        /// <summary>The column of features.</summary>
        public string FeatureColumnName { get; init; } = "Features";

        /// <summary>The name of the score column that the model adds.</summary>
        public string ScoreColumnName { get; init; } = "Score";

        /// <summary>The name of the predicted label column that the model adds.</summary>
        public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

        /// <summary>The part of the training rows that may be taken for anomalies, in [0, 1): the threshold is as low as it allows.</summary>
        public double FalsePositiveRate { get; init; } = 0.05;

        private protected override string FeatureColumn => FeatureColumnName;
    }
}
