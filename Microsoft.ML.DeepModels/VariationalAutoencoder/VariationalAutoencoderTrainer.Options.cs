namespace Microsoft.ML.DeepModels.VariationalAutoencoder;

public sealed partial class VariationalAutoencoderTrainer
{
    /// <summary>The settings of a <see cref="VariationalAutoencoderTrainer"/>; defaults are the reference network and its training.</summary>
    public sealed class Options : VariationalAutoencoderOptions
    {
        /// <summary>The column that is read: Vector of Single, image or encoded image.</summary>
        public string InputColumnName { get; init; } = "Features";

        /// <summary>The name of the column of latent means that the model adds: Vector of Single, the latent size.</summary>
        public string OutputColumnName { get; init; } = "Latent";

        /// <summary>The name of the column of the logarithms of the latent variances that the model adds; null: it is not added.</summary>
        public string? LogVarianceColumnName { get; init; } = "LogVariance";

        /// <summary>The name of the column of reconstructions that the model adds, Vector of Single of the shape of a row; null: it is not added.</summary>
        public string? ReconstructionColumnName { get; init; } = "Reconstruction";

        /// <summary>
        /// The name of the column of reconstruction errors that the model adds, Single: the mean of the squared differences between row and reconstruction;
        /// null: it is not added.
        /// </summary>
        public string? ReconstructionErrorColumnName { get; init; } = "ReconstructionError";

        /// <summary>The name of the column of the negative bound that the model adds, Single, in nats; null: it is not added.</summary>
        public string? NegativeElboColumnName { get; init; } = "NegativeElbo";

        private protected override string FeatureColumn => InputColumnName;
    }
}
