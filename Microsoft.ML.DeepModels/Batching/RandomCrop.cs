namespace Microsoft.ML.DeepModels.Batching;

/// <summary>A random part of a picture: a <see cref="ResizedCrop"/> or a <see cref="PaddedCrop"/>.</summary>
public abstract record RandomCrop
{
    private protected RandomCrop()
    {
    }
}
