namespace Microsoft.ML.DeepModels.Tensors;

/// <summary>Random numbers that follow from a seed alone, on every machine and runtime: SplitMix64.</summary>
internal struct RandomStream(ulong seed)
{
    private ulong _state = seed;

    public ulong NextBits()
    {
        ulong bits = Seeds.Mix(_state);
        _state += 0x9E3779B97F4A7C15;
        return bits;
    }

    /// <summary>A number from 0 and below <paramref name="bound"/>; with 64 bits against 31 its bias is below 2^-33.</summary>
    public int Next(int bound) => (int)Math.BigMul(NextBits(), (ulong)bound, out _);

    /// <summary>In [0, 1).</summary>
    public double Uniform() => (NextBits() >> 11) / 9007199254740992.0;

    public double Uniform(double low, double high) => low + (high - low) * Uniform();

    /// <summary>Evenly distributed on a logarithmic scale.</summary>
    public double LogUniform(double low, double high) => Math.Exp(Uniform(Math.Log(low), Math.Log(high)));

    public bool Chance(double probability) => Uniform() < probability;

    /// <summary>From Beta(alpha, alpha), by two numbers of the Gamma distribution; as logarithms, for with a small alpha both are often too small for a double.</summary>
    public double Beta(double alpha)
    {
        double first = LogGamma(alpha), second = LogGamma(alpha);
        return 1 / (1 + Math.Exp(second - first));
    }

    // Marsaglia and Tsang 2000; below 1, Gamma(alpha) is Gamma(alpha + 1) * U^(1 / alpha).
    private double LogGamma(double alpha)
    {
        if (alpha < 1) return LogGamma(alpha + 1) + Math.Log(1 - Uniform()) / alpha;
        double d = alpha - 1.0 / 3, c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = Normal(), v = 1 + c * x;
            if (v <= 0) continue;
            v = v * v * v;
            if (Math.Log(1 - Uniform()) < 0.5 * x * x + d - d * v + d * Math.Log(v)) return Math.Log(d * v);
        }
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform()); // Box and Muller 1958
}
