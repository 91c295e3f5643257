using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Tests.Common;

/// <summary>One image file as it lies on the disk.</summary>
internal sealed class FileRow
{
    [KeyType(10)]
    public uint Label { get; set; }

    public byte[] Features { get; set; } = [];

    public string Path { get; set; } = "";
}
