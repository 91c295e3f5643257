namespace Microsoft.ML.DeepModels.Training;

/// <summary>The loss became NaN or infinite. The message names the epoch, the batch and the likely cause.</summary>
public sealed class TrainingDivergedException : InvalidOperationException
{
    internal TrainingDivergedException(string message)
        : base(message)
    {
    }
}
