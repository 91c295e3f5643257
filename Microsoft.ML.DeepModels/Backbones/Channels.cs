namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>Numbers of channels as the networks for mobile devices have them.</summary>
internal static class Channels
{
    private const int Step = 8;

    /// <summary>The nearest multiple of 8, at least 8, but never more than a tenth below.</summary>
    public static int Rounded(double channels)
    {
        int rounded = Math.Max(Step, (int)(channels + Step / 2.0) / Step * Step);
        return rounded < 0.9 * channels ? rounded + Step : rounded;
    }
}
