using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Examples.Images;
using Microsoft.ML.DeepModels.VariationalAutoencoder;

namespace Microsoft.ML.DeepModels.Examples.Generation;

/// <summary>Anomaly detection as it is usually tried out: a model sees images of one class only, and has to tell the others from it.</summary>
public static class OneClassDetection
{
    /// <summary>Trains on one class and judges on the test images of all classes.</summary>
    /// <param name="mlContext">where it runs</param>
    /// <param name="data">the images</param>
    /// <param name="normal">the class that the model sees</param>
    /// <param name="options">the settings of the model</param>
    public static AnomalyDetectionMetrics Run(MLContext mlContext, PixelDataSet data, string normal, VariationalAutoencoderAnomalyTrainer.Options options)
    {
        IDataView train = data.View(mlContext, data.Train.Where(row => row.Label == normal));
        using VariationalAutoencoderAnomalyTransformer model = mlContext.AnomalyDetection.Trainers.VariationalAutoencoder(options).Fit(train);
        IDataView test = data.View(mlContext, data.Test.Select(row => new JudgedPixels { Features = row.Features, IsAnomaly = row.Label == normal ? 0 : 1 }));
        return mlContext.AnomalyDetection.Evaluate(model.Transform(test), nameof(JudgedPixels.IsAnomaly));
    }
}
