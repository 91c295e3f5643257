using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.RecurrentNetwork;

/// <summary>
/// The network of a forecaster: the layers of the options read the window; beside them go a linear autoregression and the value one season before,
/// and all are added. Whatever is known in advance joins the layers' result.
/// </summary>
internal static class RecurrentNetworkForecastingDesign
{
    /// <param name="layers">the layers that the user gave</param>
    /// <param name="window">how a window lies in the input</param>
    /// <param name="outputs">the number of outputs for each step of the horizon: 1, or lower bound, median and upper bound</param>
    /// <param name="autoregression">whether a linear autoregression is added (Lai et al. 2018)</param>
    /// <param name="seasonality">the number of steps of a season; null: no value of the season before is added</param>
    public static NetworkDefinition Create(IReadOnlyList<Layer> layers, WindowShape window, int outputs, bool autoregression, int? seasonality)
    {
        int units = checked(window.Horizon * outputs);
        Layer head = Layer.Dense(units);
        List<Layer[]> branches = [[.. Encoder(layers, window), head]];
        if (autoregression) branches.Add([.. Values(window, 0, window.WindowSize), Layer.Dense(units)]);
        if (seasonality is { } season && season <= window.WindowSize) branches.Add(Season(window, season, outputs));
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
        start == 0 && count == window.Steps ? [Layer.Features(0, 1), Layer.Flatten()] : [Layer.Steps(start, count), Layer.Features(0, 1), Layer.Flatten()];

    /// <summary>For each output the value of the same step of the last season in the window: the season over and over, cut at the horizon.</summary>
    private static Layer[] Season(WindowShape window, int season, int outputs)
    {
        List<Layer> layers = [.. Values(window, window.WindowSize - season, season)];
        Repeat(layers, (window.Horizon + season - 1) / season);
        if (window.Horizon % season != 0) layers.Add(Layer.Features(0, window.Horizon));
        Repeat(layers, outputs);
        return [.. layers];
    }

    private static void Repeat(List<Layer> layers, int times)
    {
        if (times > 1) layers.Add(Layer.Concatenate([.. Enumerable.Repeat(Array.Empty<Layer>(), times)]));
    }
}
