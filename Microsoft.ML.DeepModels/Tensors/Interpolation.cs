namespace Microsoft.ML.DeepModels.Tensors;

/// <summary>Points on the way from one vector to another.</summary>
internal static class Interpolation
{
    /// <param name="from">where the way begins</param>
    /// <param name="to">where it ends</param>
    /// <param name="part">of the way, from 0 to 1</param>
    /// <param name="sphere">whether directions turn evenly (Shoemake 1985) while lengths grow evenly; otherwise a straight line</param>
    /// <param name="destination">filled by the call</param>
    public static void Between(ReadOnlySpan<float> from, ReadOnlySpan<float> to, double part, bool sphere, Span<float> destination)
    {
        double a = 1 - part, b = part;
        if (sphere)
        {
            double dot = 0, lengthFrom = 0, lengthTo = 0;
            for (int i = 0; i < from.Length; i++)
            {
                dot += (double)from[i] * to[i];
                lengthFrom += (double)from[i] * from[i];
                lengthTo += (double)to[i] * to[i];
            }
            (lengthFrom, lengthTo) = (Math.Sqrt(lengthFrom), Math.Sqrt(lengthTo));
            double angle = Math.Acos(Math.Clamp(dot / (lengthFrom * lengthTo), -1, 1));
            // Opposite vectors have no one way between them, and near ones are on a line.
            if (angle > 1e-3 && angle < Math.PI - 1e-3)
            {
                double length = lengthFrom * (1 - part) + lengthTo * part;
                a = Math.Sin((1 - part) * angle) / Math.Sin(angle) * length / lengthFrom;
                b = Math.Sin(part * angle) / Math.Sin(angle) * length / lengthTo;
            }
        }
        for (int i = 0; i < from.Length; i++) destination[i] = (float)(a * from[i] + b * to[i]);
    }
}
