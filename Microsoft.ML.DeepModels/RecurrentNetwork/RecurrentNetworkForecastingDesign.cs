using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.RecurrentNetwork;

/// <summary>
/// The network of a forecaster: the layers of the options read the window, a linear autoregression beside them adds what it makes of its values.
/// Whatever is known in advance joins the layers' result. Both begin as nothing, so that the first forecast is the mean.
/// </summary>
internal static class RecurrentNetworkForecastingDesign
{
    /// <param name="layers">the layers that the user gave</param>
    /// <param name="window">how a window lies in the input</param>
    /// <param name="outputs">the number of outputs for each step of the horizon: 1, or lower bound, median and upper bound</param>
    /// <param name="autoregression">whether a linear autoregression is added (Lai et al. 2018)</param>
    public static NetworkDefinition Create(IReadOnlyList<Layer> layers, WindowShape window, int outputs, bool autoregression)
    {
        int units = checked(window.Horizon * outputs);
        Layer[] read = [.. Encoder(layers, window), Layer.Dense(units, zeroWeights: true)];
        if (!autoregression) return new NetworkDefinition(window.Input, read);
        Layer[] values = window.FutureCovariates > 0 ? [Layer.Steps(0, window.WindowSize), Layer.Features(0, 1)] : [Layer.Features(0, 1)];
        return new NetworkDefinition(window.Input, [Layer.Sum(read, [.. values, Layer.Flatten(), Layer.Dense(units, useBias: false, zeroWeights: true)])]);
    }

    /// <summary>From the input to a vector.</summary>
    private static List<Layer> Encoder(IReadOnlyList<Layer> layers, WindowShape window)
    {
        var read = layers.ToList();
        if (window.FutureCovariates > 0) read.Insert(0, Layer.Steps(0, window.WindowSize));
        var shape = read.Count == 0 ? window.Input : new NetworkDefinition(window.Input, read).OutputShape;
        // Dense works on flat vectors; what is still a sequence is flattened first.
        if (shape.Count > 1) read.Add(Layer.Flatten());
        if (window.FutureCovariates == 0) return read;
        Layer[] known = [Layer.Steps(window.WindowSize, window.Horizon), Layer.Features(window.FirstFutureChannel, window.FutureCovariates), Layer.Flatten()];
        return [Layer.Concatenate([.. read], known)];
    }
}
