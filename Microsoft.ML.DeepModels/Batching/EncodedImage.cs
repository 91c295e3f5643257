using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>Decodes one image. Our own code decides what is accepted, so that every decoder behind MLImage behaves alike.</summary>
internal static class EncodedImage
{
    /// <returns>null, or why the bytes are no usable image; <paramref name="destination"/> is then undefined</returns>
    public static string? Decode(byte[] bytes, int length, ImageResizer resizer, Span<byte> destination)
    {
        if (ImageFormats.Refuse(bytes.AsSpan(0, length)) is { } refusal) return refusal;
        try
        {
            using var stream = new MemoryStream(bytes, 0, length, writable: false);
            using MLImage image = MLImage.CreateFromStream(stream);
            return resizer.Read(image, destination);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException))
        {
            return $"a {ImageFormats.NameOf(bytes.AsSpan(0, length))} image of {length} bytes that cannot be decoded: {e.Message}";
        }
    }
}
