namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Mean and standard deviation of some numbers.</summary>
internal readonly record struct Moments(double Mean, double Deviation)
{
    // Below it a deviation is nothing but what Single cannot hold.
    private const double Constant = 1e-7;

    /// <summary>The standard deviation, or 1 where the numbers are all the same: to divide by.</summary>
    public double Unit => IsConstant ? 1 : Deviation;

    /// <summary>Whether the numbers are all the same.</summary>
    public bool IsConstant => !(Deviation > Constant * Math.Abs(Mean)); // also where it is NaN

    /// <summary>Adds up numbers one by one (Welford 1962); the deviation is that of the numbers, not an estimate for others.</summary>
    public struct Sum
    {
        private double _mean;
        private double _squares;

        /// <summary>How many numbers were added.</summary>
        public long Count { get; private set; }

        /// <summary>Adds a number.</summary>
        public void Add(double value)
        {
            Count++;
            double delta = value - _mean;
            _mean += delta / Count;
            _squares += delta * (value - _mean);
        }

        /// <summary>Of all numbers that were added; 0 and 0 without any.</summary>
        public readonly Moments Result => Count == 0 ? default : new(_mean, Math.Sqrt(_squares / Count));
    }
}
