using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>What is in a model stream, which versions of code can read it, and who loads it.</summary>
internal readonly struct VersionInfo
{
    public readonly ulong ModelSignature;
    public readonly uint VerWrittenCur;
    public readonly uint VerReadableCur;
    public readonly uint VerWeCanReadBack;
    public readonly string LoaderAssemblyName;
    public readonly string LoaderSignature;
    public readonly string LoaderSignatureAlt;

    public VersionInfo(string modelSignature, uint verWrittenCur, uint verReadableCur, uint verWeCanReadBack, string loaderAssemblyName,
        string loaderSignature = null, string loaderSignatureAlt = null)
    {
        Contracts.Check(modelSignature?.Length == 8, "Model signature must be eight characters");
        Contracts.Check(modelSignature.All(char.IsAscii), "Model signature must be ASCII");
        Contracts.Check(verWeCanReadBack <= verReadableCur && verReadableCur <= verWrittenCur, "Versions have to be in order");
        Contracts.Check((loaderSignature?.Length ?? 0) <= 24 && (loaderSignatureAlt?.Length ?? 0) <= 24, "Loader signatures have at most 24 characters");
        ModelSignature = 0;
        for (int i = 0; i < 8; i++) ModelSignature |= (ulong)modelSignature[i] << i * 8;
        (VerWrittenCur, VerReadableCur, VerWeCanReadBack) = (verWrittenCur, verReadableCur, verWeCanReadBack);
        (LoaderAssemblyName, LoaderSignature, LoaderSignatureAlt) = (loaderAssemblyName, loaderSignature, loaderSignatureAlt);
    }
}
