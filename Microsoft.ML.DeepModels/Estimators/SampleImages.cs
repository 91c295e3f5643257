using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// Writes pictures of what a network makes of the same latent vectors after epochs of training: samples-0001.png and so on. Classes of a condition take turns. The
/// network is left in the mode in which it was.
/// </summary>
/// <param name="network">that is trained</param>
/// <param name="definition">of the network; its rows are images of 1 or 3 channels</param>
/// <param name="folder">made where it is missing</param>
/// <param name="every">the epochs between two pictures</param>
/// <param name="seed">of the latent vectors</param>
internal sealed class SampleImages(GenerativeNetwork network, GenerativeDefinition definition, string folder, int every, ulong seed) : ITrainingObserver
{
    private const int Columns = 8, Count = Columns * Columns;

    public void OnFitStart(TrainingStart start) => Directory.CreateDirectory(folder); // before any work, for it may not be allowed

    public void OnEpochEnd(EpochResult result)
    {
        if (result.Epoch % every != 0) return;
        bool training = network.training;
        network.eval();
        try
        {
            ImageGrid.Write(Path.Combine(folder, FormattableString.Invariant($"samples-{result.Epoch:0000}.png")), Make(), definition.DataShape, Columns);
        }
        finally
        {
            network.train(training);
        }
    }

    /// <summary>The images one after the other, in the order (height, width, channels).</summary>
    private float[] Make()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var device = network.named_buffers().First().buffer.device;
        var latents = new float[Count * definition.LatentSize];
        for (int row = 0; row < Count; row++) RowNoise.Fill(latents.AsSpan(row * definition.LatentSize, definition.LatentSize), row, seed);
        var labels = definition.Classes == 0 ? null : tensor([.. Enumerable.Range(0, Count).Select(row => (long)(row % definition.Classes))]).to(device);
        var images = network.Generate(tensor(latents, [Count, definition.LatentSize]).to(device), labels); // (count, channels, height, width)
        var values = new float[images.NumberOfElements];
        TensorValues.CopyTo(images.permute(0, 2, 3, 1), values);
        return values;
    }
}
