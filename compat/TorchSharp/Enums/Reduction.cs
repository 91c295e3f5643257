namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What a loss does with the values of the batch. The numbers are those of libtorch.</summary>
        public enum Reduction : long
        {
            None = 0,
            Mean = 1,
            Sum = 2
        }

        /// <summary>Functions without state.</summary>
        public static partial class functional
        {
        }
    }
}
