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
/// <param name="warn">is told of a picture that could not be written: no reason to lose what was trained</param>
internal sealed class SampleImages(GenerativeNetwork network, GenerativeDefinition definition, string folder, int every, ulong seed, Action<string> warn) : ITrainingObserver
{
    private const int Columns = 8, Count = Columns * Columns;

    /// <exception cref="IOException">Nothing can be written there: better known before training than after an epoch of it.</exception>
    public void OnFitStart(TrainingStart start)
    {
        try
        {
            string attempt = Path.Combine(folder, $"{Guid.NewGuid():N}.tmp");
            AtomicFile.Write(attempt, _ => { });
            File.Delete(attempt);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw new IOException($"SamplesFolder is '{folder}', but pictures cannot be written there: {e.Message} Name a folder that can be written to, or leave it out.", e);
        }
    }

    public void OnEpochEnd(EpochResult result)
    {
        if (result.Epoch % every != 0) return;
        bool training = network.training;
        network.eval();
        try
        {
            ImageGrid.Write(Path.Combine(folder, FormattableString.Invariant($"samples-{result.Epoch:0000}.png")), Make(), definition.DataShape, Columns);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            warn($"The picture of epoch {result.Epoch} could not be written to SamplesFolder '{folder}': {e.Message} Training goes on.");
        }
        finally
        {
            network.train(training);
        }
    }

    private static bool IsRefusal(Exception e) => e is IOException or UnauthorizedAccessException;

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
