using System.Numerics;

namespace Microsoft.ML.DeepModels.Examples.Digits;

/// <summary>Random colours of drawn images.</summary>
/// <param name="random">where they come from</param>
public sealed class Palette(Random random)
{
    private static readonly Vector3 s_eyeWeights = new(0.299f, 0.587f, 0.114f);

    /// <summary>A number from one to another.</summary>
    public float Between(float low, float high) => low + (high - low) * random.NextSingle();

    /// <summary>Any colour: red, green and blue from 0 to 255.</summary>
    public Vector3 Colour() => new(Between(0, 255), Between(0, 255), Between(0, 255));

    /// <summary>Any colour that is lighter or darker than another by so many levels of 255, as the eye weighs them.</summary>
    public Vector3 Contrasting(Vector3 other, float least)
    {
        while (true)
        {
            Vector3 colour = Colour();
            if (MathF.Abs(Vector3.Dot(colour - other, s_eyeWeights)) >= least) return colour;
        }
    }
}
