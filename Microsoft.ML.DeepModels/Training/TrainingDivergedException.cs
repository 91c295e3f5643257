namespace Microsoft.ML.DeepModels.Training;

/// <summary>The loss became NaN or infinite, or training could no longer succeed. The message names where, or since when, and the likely cause.</summary>
public sealed class TrainingDivergedException : InvalidOperationException
{
    internal TrainingDivergedException(string message)
        : base(message)
    {
    }
}
