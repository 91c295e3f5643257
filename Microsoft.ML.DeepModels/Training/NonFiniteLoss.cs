using Microsoft.ML.DeepModels.Tensors;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training;

/// <summary>Finds out why a loss is not a number, or weights are not, and says it.</summary>
internal static class NonFiniteLoss
{
    /// <param name="loss">NaN or infinite</param>
    /// <param name="where">for instance "epoch 2 of 10, batch 17"</param>
    /// <param name="learningRate">of this batch</param>
    /// <param name="batch">the batch it came from; null: one of several that are gone by now</param>
    public static TrainingDivergedException Diagnose(double loss, string where, double learningRate, Batch? batch)
    {
        string name = double.IsNaN(loss) ? "NaN" : "infinite";
        string cause = batch switch
        {
            null => $"Either the data hold NaN or infinite values, or training diverged. {Remedy(learningRate)}",
            { LayersDone: > 0, Features: var made } when !IsFinite(made) => "What the frozen layers make of this batch holds NaN or infinite values: their weights are damaged, " +
                "or the rows have values far from those that these layers were trained on.",
            { Features: var features } when !IsFinite(features) => "The features of this batch hold NaN or infinite values. Clean or replace them " +
                "before training, for instance with ReplaceMissingValues.",
            { Labels: { } labels } when !IsFinite(labels) => "The labels of this batch hold NaN or infinite values. Remove those rows before training.",
            { Weights: { } weights } when !IsFinite(weights) => "The example weights of this batch hold NaN or infinite values. Correct them before training.",
            _ => $"Features and labels of this batch are finite, so training diverged. {Remedy(learningRate)}",
        };
        return new($"The loss became {name} in {where}. {cause}");
    }

    /// <summary>For weights that are not numbers after an epoch whose loss was one.</summary>
    /// <param name="result">of the epoch</param>
    /// <param name="epochs">of the run</param>
    public static TrainingDivergedException OfWeights(EpochResult result, int epochs) => new(
        $"The loss of epoch {result.Epoch} of {epochs} was a number, but weights became NaN or infinite in its last updates, so training diverged. {Remedy(result.LearningRate)}");

    private static string Remedy(double learningRate) => FormattableString.Invariant(
        $"Lower LearningRate (it is {learningRate:G4} here), set GradientClipping, or bring the features to a similar scale.");

    private static bool IsFinite(Tensor tensor)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        return tensor.isfinite().all().item<bool>();
    }
}
