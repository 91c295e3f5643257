namespace Microsoft.ML;

/// <summary>What a loader may ask of the header of its model; see <see cref="ModelStreamHeader"/> for the whole.</summary>
internal struct ModelHeader
{
    public ulong ModelSignature;
    public uint ModelVerWritten;
    public uint ModelVerReadable;
}
