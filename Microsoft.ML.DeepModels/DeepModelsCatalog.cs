using Microsoft.ML.DeepModels.ConvolutionalNetwork;
using Microsoft.ML.DeepModels.Interop;

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
        catalog.ConvolutionalNetwork(Named(labelColumnName, featureColumnName, exampleWeightColumnName, validationSet));

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
        catalog.ConvolutionalNetwork(Named(labelColumnName, featureColumnName, exampleWeightColumnName, validationSet));

    /// <summary>Predicts a number from images and other rows with a convolutional network.</summary>
    /// <param name="catalog">the catalog of regression trainers</param>
    /// <param name="options">the settings</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public static ConvolutionalNetworkTrainer ConvolutionalNetwork(
        this RegressionCatalog.RegressionTrainers catalog, ConvolutionalNetworkTrainer.Options options) =>
        new(HostSettings.EnvironmentOf(catalog), options, classes: false);

    private static ConvolutionalNetworkTrainer.Options Named(string label, string features, string? weight, IDataView? validation) => new()
    {
        LabelColumnName = label,
        FeatureColumnName = features,
        ExampleWeightColumnName = weight,
        ValidationSet = validation
    };
}
