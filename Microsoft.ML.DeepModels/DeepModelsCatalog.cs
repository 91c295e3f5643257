using Microsoft.ML.DeepModels.ConvolutionalNetwork;
using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.GenerativeAdversarialNetwork;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.RecurrentNetwork;
using Microsoft.ML.DeepModels.VariationalAutoencoder;

namespace Microsoft.ML;

/// <summary>The entrance to the deep model families: extension methods beside ML.NET's own trainers.</summary>
public static class DeepModelsCatalog
{
    /// <summary>Classifies images and other rows with a convolutional network.</summary>
    /// <param name="catalog">the catalog of multiclass trainers</param>
    /// <param name="labelColumnName">the label column: Key of UInt32</param>
    /// <param name="featureColumnName">the feature column: Vector of Single, image or encoded image</param>
    /// <param name="exampleWeightColumnName">the column of example weights: Single; null: none</param>
    /// <param name="validationSet">rows on which the model is judged after each epoch; null: none</param>
    /// <remarks>The defaults are the reference network of <see cref="ConvolutionalNetworkTrainer.DefaultLayers"/>, Adam, 10 epochs, batch size 32.</remarks>
    public static ConvolutionalNetworkTrainer ConvolutionalNetwork(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        IDataView? validationSet = null) =>
        catalog.ConvolutionalNetwork(Named<ConvolutionalNetworkTrainer.Options>(labelColumnName, featureColumnName, exampleWeightColumnName, validationSet));

    /// <summary>Classifies images and other rows with a convolutional network.</summary>
    /// <param name="catalog">the catalog of multiclass trainers</param>
    /// <param name="options">the settings</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public static ConvolutionalNetworkTrainer ConvolutionalNetwork(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, ConvolutionalNetworkTrainer.Options options) =>
        new(HostSettings.EnvironmentOf(catalog), options, classes: true);

    /// <summary>Predicts a number from images and other rows with a convolutional network.</summary>
    /// <param name="catalog">the catalog of regression trainers</param>
    /// <param name="labelColumnName">the label column: Single</param>
    /// <param name="featureColumnName">the feature column: Vector of Single, image or encoded image</param>
    /// <param name="exampleWeightColumnName">the column of example weights: Single; null: none</param>
    /// <param name="validationSet">rows on which the model is judged after each epoch; null: none</param>
    /// <remarks>The loss is the mean squared error; otherwise as for classes.</remarks>
    public static ConvolutionalNetworkTrainer ConvolutionalNetwork(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        IDataView? validationSet = null) =>
        catalog.ConvolutionalNetwork(Named<ConvolutionalNetworkTrainer.Options>(labelColumnName, featureColumnName, exampleWeightColumnName, validationSet));

    /// <summary>Predicts a number from images and other rows with a convolutional network.</summary>
    /// <param name="catalog">the catalog of regression trainers</param>
    /// <param name="options">the settings</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public static ConvolutionalNetworkTrainer ConvolutionalNetwork(
        this RegressionCatalog.RegressionTrainers catalog, ConvolutionalNetworkTrainer.Options options) =>
        new(HostSettings.EnvironmentOf(catalog), options, classes: false);

    /// <summary>Classifies sequences with a recurrent network.</summary>
    /// <param name="catalog">the catalog of multiclass trainers</param>
    /// <param name="labelColumnName">the label column: Key of UInt32</param>
    /// <param name="featureColumnName">the feature column: Vector of Single (timesteps, features), or Vector or VarVector of Key</param>
    /// <param name="exampleWeightColumnName">the column of example weights: Single; null: none</param>
    /// <param name="validationSet">rows on which the model is judged after each epoch; null: none</param>
    /// <remarks>The defaults are the reference network of <see cref="RecurrentNetworkTrainer.DefaultLayers"/>, Adam, 10 epochs, batch size 32.</remarks>
    public static RecurrentNetworkTrainer RecurrentNetwork(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        IDataView? validationSet = null) =>
        catalog.RecurrentNetwork(Named<RecurrentNetworkTrainer.Options>(labelColumnName, featureColumnName, exampleWeightColumnName, validationSet));

    /// <summary>Classifies sequences with a recurrent network.</summary>
    /// <param name="catalog">the catalog of multiclass trainers</param>
    /// <param name="options">the settings</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public static RecurrentNetworkTrainer RecurrentNetwork(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, RecurrentNetworkTrainer.Options options) =>
        new(HostSettings.EnvironmentOf(catalog), options, classes: true);

    /// <summary>Predicts a number from sequences with a recurrent network.</summary>
    /// <param name="catalog">the catalog of regression trainers</param>
    /// <param name="labelColumnName">the label column: Single</param>
    /// <param name="featureColumnName">the feature column: Vector of Single (timesteps, features), or Vector or VarVector of Key</param>
    /// <param name="exampleWeightColumnName">the column of example weights: Single; null: none</param>
    /// <param name="validationSet">rows on which the model is judged after each epoch; null: none</param>
    /// <remarks>The loss is the mean squared error; otherwise as for classes.</remarks>
    public static RecurrentNetworkTrainer RecurrentNetwork(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        IDataView? validationSet = null) =>
        catalog.RecurrentNetwork(Named<RecurrentNetworkTrainer.Options>(labelColumnName, featureColumnName, exampleWeightColumnName, validationSet));

    /// <summary>Predicts a number from sequences with a recurrent network.</summary>
    /// <param name="catalog">the catalog of regression trainers</param>
    /// <param name="options">the settings</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public static RecurrentNetworkTrainer RecurrentNetwork(
        this RegressionCatalog.RegressionTrainers catalog, RecurrentNetworkTrainer.Options options) =>
        new(HostSettings.EnvironmentOf(catalog), options, classes: false);

    /// <summary>Forecasts one series with a recurrent network.</summary>
    /// <param name="catalog">the catalog of forecasters</param>
    /// <param name="outputColumnName">the column that the model adds: Vector of Single, the next <paramref name="horizon"/> values</param>
    /// <param name="inputColumnName">the column of values, in the order of time: Single</param>
    /// <param name="windowSize">the number of rows that a forecast looks back at, its own included; 1 or above</param>
    /// <param name="horizon">the number of rows that are forecast; 1 or above</param>
    /// <param name="confidenceLevel">the part of what comes that should lie between the bounds, in (0, 1)</param>
    /// <param name="confidenceLowerBoundColumn">the column of lower bounds: Vector of Single; null: none</param>
    /// <param name="confidenceUpperBoundColumn">the column of upper bounds: Vector of Single; null: none</param>
    /// <remarks>
    /// The defaults are the network of <see cref="RecurrentNetworkForecastingTrainer.DefaultLayers"/> with a linear autoregression beside it, and Adam.
    /// Several series, covariates and seasons are for the overload with options.
    /// </remarks>
    /// <exception cref="ArgumentException">A name is empty, or two columns have one name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static RecurrentNetworkForecastingTrainer ForecastByRecurrentNetwork(
        this ForecastingCatalog catalog,
        string outputColumnName,
        string inputColumnName,
        int windowSize,
        int horizon,
        float confidenceLevel = 0.95f,
        string? confidenceLowerBoundColumn = null,
        string? confidenceUpperBoundColumn = null) => catalog.ForecastByRecurrentNetwork(new RecurrentNetworkForecastingTrainer.Options
        {
            OutputColumnName = outputColumnName,
            InputColumnName = inputColumnName,
            WindowSize = windowSize,
            Horizon = horizon,
            ConfidenceLevel = confidenceLevel,
            ConfidenceLowerBoundColumn = confidenceLowerBoundColumn,
            ConfidenceUpperBoundColumn = confidenceUpperBoundColumn
        });

    /// <summary>Forecasts series with a recurrent network.</summary>
    /// <param name="catalog">the catalog of forecasters</param>
    /// <param name="options">the settings</param>
    /// <exception cref="ArgumentNullException">The options, or one of their settings that has to be given, are null.</exception>
    /// <exception cref="ArgumentException">A column has no name or that of another, or two settings contradict each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public static RecurrentNetworkForecastingTrainer ForecastByRecurrentNetwork(this ForecastingCatalog catalog, RecurrentNetworkForecastingTrainer.Options options) =>
        new(HostSettings.EnvironmentOf(catalog), options);

    /// <summary>Puts rows into few numbers, and makes rows of these, with a variational autoencoder.</summary>
    /// <param name="catalog">the catalog of transforms</param>
    /// <param name="outputColumnName">the name of the column of latent means that is added: Vector of Single</param>
    /// <param name="inputColumnName">the column that is read: Vector of Single, image or encoded image, with values from 0 to 1</param>
    /// <param name="latentSize">the length of the latent vector, 1 or above</param>
    /// <param name="exampleWeightColumnName">the column of example weights: Single; null: none</param>
    /// <param name="validationSet">rows on which the model is judged after each epoch; null: none</param>
    /// <remarks>The defaults are the reference network: Dense(20), latent vector, Dense(20); Adam, 10 epochs, batch size 32.</remarks>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The latent size is below 1.</exception>
    public static VariationalAutoencoderTrainer VariationalAutoencoder(
        this TransformsCatalog catalog,
        string outputColumnName = "Latent",
        string inputColumnName = "Features",
        int latentSize = 10,
        string? exampleWeightColumnName = null,
        IDataView? validationSet = null) => catalog.VariationalAutoencoder(new VariationalAutoencoderTrainer.Options
        {
            OutputColumnName = outputColumnName,
            InputColumnName = inputColumnName,
            LatentSize = latentSize,
            ExampleWeightColumnName = exampleWeightColumnName,
            ValidationSet = validationSet
        });

    /// <summary>Puts rows into few numbers, and makes rows of these, with a variational autoencoder.</summary>
    /// <param name="catalog">the catalog of transforms</param>
    /// <param name="options">the settings</param>
    /// <exception cref="ArgumentException">A column has no name or that of another, or two settings contradict each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public static VariationalAutoencoderTrainer VariationalAutoencoder(this TransformsCatalog catalog, VariationalAutoencoderTrainer.Options options) =>
        new(HostSettings.EnvironmentOf(catalog), options);

    /// <summary>Finds rows that are unlike the training rows, with a variational autoencoder.</summary>
    /// <param name="catalog">the catalog of anomaly detection trainers</param>
    /// <param name="featureColumnName">the feature column: Vector of Single, image or encoded image, with values from 0 to 1</param>
    /// <param name="exampleWeightColumnName">the column of example weights: Single; null: none</param>
    /// <param name="latentSize">the length of the latent vector, 1 or above</param>
    /// <param name="falsePositiveRate">the part of the training rows that may be taken for anomalies, in [0, 1)</param>
    /// <remarks>The defaults are the reference network: Dense(20), latent vector, Dense(20); Adam, 10 epochs, batch size 32.</remarks>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static VariationalAutoencoderAnomalyTrainer VariationalAutoencoder(
        this AnomalyDetectionCatalog.AnomalyDetectionTrainers catalog,
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        int latentSize = 10,
        double falsePositiveRate = 0.05) => catalog.VariationalAutoencoder(new VariationalAutoencoderAnomalyTrainer.Options
        {
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            LatentSize = latentSize,
            FalsePositiveRate = falsePositiveRate
        });

    /// <summary>Finds rows that are unlike the training rows, with a variational autoencoder.</summary>
    /// <param name="catalog">the catalog of anomaly detection trainers</param>
    /// <param name="options">the settings</param>
    /// <exception cref="ArgumentException">A column has no name or that of another, or two settings contradict each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public static VariationalAutoencoderAnomalyTrainer VariationalAutoencoder(
        this AnomalyDetectionCatalog.AnomalyDetectionTrainers catalog, VariationalAutoencoderAnomalyTrainer.Options options) =>
        new(HostSettings.EnvironmentOf(catalog), options);

    /// <summary>Learns to make rows like those of a data set, with a generative adversarial network.</summary>
    /// <param name="catalog">the catalog of transforms</param>
    /// <param name="outputColumnName">the name of the column of scores that is added: Single, the probability that the discriminator takes the row for a real one</param>
    /// <param name="inputColumnName">the column that is read: Vector of Single, image or encoded image; images with values from 0 to 1</param>
    /// <param name="latentSize">the length of the latent vector, 1 or above</param>
    /// <param name="labelColumnName">the column of the condition under which rows are learned: Key of UInt32; null: none</param>
    /// <param name="exampleWeightColumnName">the column of example weights: Single; null: none</param>
    /// <param name="validationSet">rows on which the discriminator is judged after each epoch; null: none</param>
    /// <remarks>
    /// The defaults for images are the reference networks: the generator Dense(7*7*128), ConvTranspose2D(64, 3x3), ConvTranspose2D(1, 3x3), the discriminator Dense(128);
    /// for other rows two dense layers each. Adam, 10 epochs, batch size 32.
    /// </remarks>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The latent size is below 1.</exception>
    public static GenerativeAdversarialNetworkTrainer GenerativeAdversarialNetwork(
        this TransformsCatalog catalog,
        string outputColumnName = "Score",
        string inputColumnName = "Features",
        int latentSize = 100,
        string? labelColumnName = null,
        string? exampleWeightColumnName = null,
        IDataView? validationSet = null) => catalog.GenerativeAdversarialNetwork(new GenerativeAdversarialNetworkTrainer.Options
        {
            OutputColumnName = outputColumnName,
            InputColumnName = inputColumnName,
            LatentSize = latentSize,
            LabelColumnName = labelColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            ValidationSet = validationSet
        });

    /// <summary>Learns to make rows like those of a data set, with a generative adversarial network.</summary>
    /// <param name="catalog">the catalog of transforms</param>
    /// <param name="options">the settings</param>
    /// <exception cref="ArgumentException">A column has no name or that of another, or two settings contradict each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public static GenerativeAdversarialNetworkTrainer GenerativeAdversarialNetwork(this TransformsCatalog catalog, GenerativeAdversarialNetworkTrainer.Options options) =>
        new(HostSettings.EnvironmentOf(catalog), options);

    private static T Named<T>(string label, string features, string? weight, IDataView? validation)
        where T : SupervisedTrainerOptions, new() => new()
        {
            LabelColumnName = label,
            FeatureColumnName = features,
            ExampleWeightColumnName = weight,
            ValidationSet = validation
        };
}
