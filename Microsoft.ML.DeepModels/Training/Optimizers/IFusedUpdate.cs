namespace Microsoft.ML.DeepModels.Training.Optimizers;

/// <summary>
/// The arithmetic of one optimizer on one vector of parameters. A struct, so that the runtime compiles one loop for each
/// optimizer with the arithmetic inlined.
/// </summary>
internal interface IFusedUpdate
{
    /// <summary>Reads and writes one <see cref="System.Numerics.Vector{T}"/> of each buffer, <paramref name="i"/> elements from its start.</summary>
    void Apply(ref float values, ref float gradients, ref float slot0, ref float slot1, ref float slot2, nuint i);
}
