using Microsoft.ML.DeepModels.Backbones;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.TransferLearning;

namespace Microsoft.ML;

/// <summary>The entrance to transfer learning: extension methods beside ML.NET's own trainers and transforms.</summary>
public static class TransferLearningCatalog
{
    /// <summary>Classifies images, or other rows, with a network that starts from a trained one.</summary>
    /// <param name="catalog">the catalog of multiclass trainers</param>
    /// <param name="backbone">the trained network; null: <see cref="Backbone.Vgg16"/></param>
    /// <param name="labelColumnName">the label column: Key of UInt32</param>
    /// <param name="featureColumnName">the feature column: image, encoded image or Vector of Single</param>
    /// <param name="exampleWeightColumnName">the column of example weights: Single; null: none</param>
    /// <param name="validationSet">rows on which the model is judged after each epoch; null: none</param>
    /// <remarks>The defaults are the head of <see cref="TransferLearningTrainer.DefaultHead"/> on a frozen backbone, Adam, 10 epochs, batch size 32.</remarks>
    public static TransferLearningTrainer TransferLearning(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        Backbone? backbone = null,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        IDataView? validationSet = null) => catalog.TransferLearning(new TransferLearningTrainer.Options
        {
            Backbone = backbone ?? Backbone.Vgg16,
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            ValidationSet = validationSet
        });

    /// <summary>Classifies images, or other rows, with a network that starts from a trained one.</summary>
    /// <param name="catalog">the catalog of multiclass trainers</param>
    /// <param name="options">the settings</param>
    /// <exception cref="ArgumentException">Two settings contradict each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public static TransferLearningTrainer TransferLearning(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, TransferLearningTrainer.Options options) =>
        new(HostSettings.EnvironmentOf(catalog), options);

    /// <summary>Makes features of images, or other rows, by a trained network.</summary>
    /// <param name="catalog">the catalog of transforms</param>
    /// <param name="backbone">the trained network</param>
    /// <param name="outputColumnName">the name of the column that is added: Vector of Single, <see cref="Backbone.FeatureWidth"/> values</param>
    /// <param name="inputColumnName">the column that is read: image, encoded image or Vector of Single; null: that of <paramref name="outputColumnName"/></param>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public static PretrainedFeaturesEstimator PretrainedFeatures(
        this TransformsCatalog catalog, Backbone backbone, string outputColumnName = "Features", string? inputColumnName = null) =>
        catalog.PretrainedFeatures(new PretrainedFeaturesEstimator.Options { Backbone = backbone, OutputColumnName = outputColumnName, InputColumnName = inputColumnName });

    /// <summary>Makes features of images, or other rows, by a trained network.</summary>
    /// <param name="catalog">the catalog of transforms</param>
    /// <param name="options">the settings</param>
    /// <exception cref="ArgumentException">A name is empty, or two settings contradict each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public static PretrainedFeaturesEstimator PretrainedFeatures(this TransformsCatalog catalog, PretrainedFeaturesEstimator.Options options) =>
        new(HostSettings.EnvironmentOf(catalog), options);
}
