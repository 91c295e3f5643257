using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.DeepModels.Training;

/// <summary>Labels in the shape of outputs.</summary>
internal static class Targets
{
    /// <summary>
    /// The labels in the shape of the outputs. Without this, (batch, 1) minus (batch) would quietly become (batch, batch).
    /// </summary>
    public static Tensor Like(Tensor outputs, Tensor labels)
    {
        if (labels.shape[0] != outputs.shape[0] || labels.NumberOfElements != outputs.NumberOfElements)
        {
            throw new ArgumentException($"The labels ({string.Join(", ", labels.shape)}) do not match the outputs " +
                $"({string.Join(", ", outputs.shape)}) of the network: it must give as many values an example as the label has.");
        }
        return labels.dim() == outputs.dim() ? labels : labels.reshape(outputs.shape);
    }
}
