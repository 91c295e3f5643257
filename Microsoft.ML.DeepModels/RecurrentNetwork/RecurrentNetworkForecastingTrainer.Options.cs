using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.RecurrentNetwork;

public sealed partial class RecurrentNetworkForecastingTrainer
{
    /// <summary>
    /// The settings of a <see cref="RecurrentNetworkForecastingTrainer"/>. <see cref="ForecastingTrainerOptions.WindowSize"/> and
    /// <see cref="ForecastingTrainerOptions.Horizon"/> have to be given; the other defaults suit a series of some hundred rows.
    /// </summary>
    public sealed class Options : ForecastingTrainerOptions
    {
        /// <summary>Creates settings: 100 epochs with a learning rate that falls from 0.003 to 0 along a cosine, for series have few windows.</summary>
        public Options()
        {
            Epochs = 100;
            LearningRate = 3e-3;
            LearningRateSchedule = LearningRateSchedule.CosineDecay();
        }

        /// <summary>
        /// The layers that read a window (rows, 1 + covariates): the value first, then the covariates of the past, then those of the future. The output
        /// layer follows from the horizon. The list may be empty: a linear model.
        /// </summary>
        public IReadOnlyList<Layer> Layers { get; init; } = DefaultLayers;

        /// <summary>
        /// Whether a linear autoregression of the window's values is added to the layers' result (Lai et al. 2018), so that the scale of forecasts follows
        /// that of the window.
        /// </summary>
        public bool AutoregressiveHighway { get; init; } = true;

        /// <summary>
        /// Whether the last value of the window, or its seasonal difference, is added to each step: the network then learns what will change. Training
        /// begins with the naive forecast, and <see cref="TrainerOptions.WeightDecay"/> pulls towards it: about 0.1 does good to series of few seasons.
        /// </summary>
        public bool LastValueSkip { get; init; } = true;
    }
}
