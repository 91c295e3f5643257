using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.RecurrentNetwork;

/// <summary>
/// The network of a forecaster: the layers of the options read the window, a linear autoregression beside them adds what it makes of its values, and
/// the last value is added. Whatever is known in advance joins the layers' result. Layers and autoregression begin as nothing, so that training begins
/// with the forecast that nothing changes, and weight decay pulls towards it.
/// </summary>
internal static class RecurrentNetworkForecastingDesign
{
    /// <param name="layers">the layers that the user gave</param>
    /// <param name="window">how a window lies in the input</param>
    /// <param name="outputs">the number of outputs for each step of the horizon: 1, or lower bound, median and upper bound</param>
    /// <param name="autoregression">whether a linear autoregression is added (Lai et al. 2018)</param>
    /// <param name="lastValue">whether the last value of the window is added</param>
    public static NetworkDefinition Create(IReadOnlyList<Layer> layers, WindowShape window, int outputs, bool autoregression, bool lastValue)
    {
        int units = checked(window.Horizon * outputs);
        List<Layer[]> branches = [[.. Encoder(layers, window), Layer.Dense(units, zeroWeights: true)]];
        if (autoregression) branches.Add([.. Values(window, 0, window.WindowSize), Layer.Dense(units, useBias: false, zeroWeights: true)]);
        if (lastValue) branches.Add([.. Values(window, window.WindowSize - 1, 1), .. Repeat(units)]);
        return new NetworkDefinition(window.Input, branches.Count == 1 ? branches[0] : [Layer.Sum([.. branches])]);
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

    /// <summary>The values of some steps, as a vector.</summary>
    private static Layer[] Values(WindowShape window, int start, int count) =>
        count == window.Steps ? [Layer.Features(0, 1), Layer.Flatten()] : [Layer.Steps(start, count), Layer.Features(0, 1), Layer.Flatten()];

    private static Layer[] Repeat(int times) => times == 1 ? [] : [Layer.Concatenate([.. Enumerable.Repeat(Array.Empty<Layer>(), times)])];
}
