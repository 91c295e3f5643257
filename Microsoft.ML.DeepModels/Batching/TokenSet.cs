using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Interop;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Which tokens the keys of a column are.</summary>
/// <param name="Count">how many there are</param>
/// <param name="Fingerprint">of the texts that the keys stand for, in their order; null where they stand for no texts, or it is not known</param>
internal sealed record TokenSet(int Count, string? Fingerprint)
{
    private const int FingerprintBytes = 16;

    /// <summary>The tokens of a column of keys.</summary>
    /// <exception cref="ArgumentException">The number of keys is not known, or too large.</exception>
    public static TokenSet Of(DataViewSchema.Column column)
    {
        var key = (KeyDataViewType)((VectorDataViewType)column.Type).ItemType;
        if (key.Count is > 0 and <= int.MaxValue) return new TokenSet((int)key.Count, FingerprintOf(column, (int)key.Count));
        throw new ArgumentException(
            $"Column '{column.Name}' has keys of which there are {(key.Count == 0 ? "an unknown number" : key.Count.ToString(CultureInfo.InvariantCulture))}; " +
            $"tokens need a known number of at most {int.MaxValue}. MapValueToKey gives such keys.");
    }

    /// <summary>Refuses a column whose keys are others.</summary>
    public void Check(DataViewSchema.Column column, TokenSet trained)
    {
        string? difference = Count != trained.Count ? $"has keys of {Count} tokens, but the model was trained on {trained.Count}"
            : Fingerprint is { } own && trained.Fingerprint is { } other && own != other
                ? $"has keys of {Count} tokens, as many as the model was trained on, but they are others, or in another order"
                : null;
        if (difference is not null)
            throw new ArgumentException($"The feature column '{column.Name}' {difference}. Map training rows and new rows with the same fitted MapValueToKey.");
    }

    private static string? FingerprintOf(DataViewSchema.Column column, int count)
    {
        var values = column.Annotations.Schema.GetColumnOrNull(AnnotationNames.KeyValues);
        if (values?.Type is not VectorDataViewType { ItemType: TextDataViewType, IsKnownSize: true } vector || vector.Size != count) return null;
        VBuffer<ReadOnlyMemory<char>> texts = default;
        column.Annotations.GetValue(AnnotationNames.KeyValues, ref texts);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<int> length = [0];
        foreach (var text in texts.DenseValues())
        {
            length[0] = text.Length; // so that "ab", "c" is not "a", "bc"
            hash.AppendData(MemoryMarshal.AsBytes(length));
            hash.AppendData(MemoryMarshal.AsBytes(text.Span));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, FingerprintBytes));
    }
}
