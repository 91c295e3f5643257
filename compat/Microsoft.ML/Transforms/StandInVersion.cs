namespace Microsoft.ML.Transforms;

/// <summary>The header of the stand-ins' own transformers in a model file; the official library does not read them, and finds no such signature.</summary>
internal static class StandInVersion
{
    public static VersionInfo Of(string modelSignature, string loaderSignature) => new(
        modelSignature: modelSignature,
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: loaderSignature,
        loaderAssemblyName: typeof(StandInVersion).Assembly.FullName);
}
