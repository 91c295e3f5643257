using System.Text;
using Microsoft.ML.DeepModels.Batching;

namespace Microsoft.ML.DeepModels.Tests.Batching;

[TestClass]
public class ImageFormatsTests
{
    [TestMethod]
    [DataRow("GIF89a\x01\x00\x01", "the format is GIF; accepted are JPEG, PNG and BMP")]
    [DataRow("GIF87a", "the format is GIF")]
    [DataRow("RIFF\x10\x00\x00\x00WEBPVP8 ", "the format is WebP")]
    [DataRow("II*\x00\x08\x00\x00\x00", "the format is TIFF")]
    [DataRow("MM\x00*\x00\x00\x00\x08", "the format is TIFF")]
    [DataRow("\x00\x00\x00 ftypavif\x00\x00", "the format is AVIF")]
    [DataRow("\x00\x00\x00 ftypheic\x00\x00", "the format is HEIF or MP4")]
    [DataRow("8BPS\x00\x01", "the format is Photoshop")]
    [DataRow("%PDF-1.7", "the format is PDF")]
    [DataRow("PK\x03\x04\x14", "the format is ZIP")]
    [DataRow("<?xml version=\"1.0\"?><svg xmlns=", "the format is SVG")]
    [DataRow("images/cat.png", "these bytes are text, not an image")]
    [DataRow("\x01\x02\x03\x04\x05\x06\x07\x08\x09", "these bytes are of no known image format (they begin with 0102030405060708)")]
    [DataRow("", "no bytes")]
    public void Refuse_WhatIsNotAccepted_NamesIt(string bytes, string expected)
    {
        StringAssert.StartsWith(ImageFormats.Refuse(Encoding.Latin1.GetBytes(bytes)), expected);
    }

    [TestMethod]
    public void Refuse_AJpegThatEndsAfterItsThumbnail_SaysSo()
    {
        byte[] withThumbnail = [0xFF, 0xD8, 0xFF, 0xE1, 0, 8, 1, 2, 0xFF, 0xD9, 3, 4, 0xFF, 0xDA, 0, 2, 5, 6, 7];
        StringAssert.StartsWith(ImageFormats.Refuse(withThumbnail), "a JPEG image that ends early, after 19 bytes");
        StringAssert.StartsWith(ImageFormats.Refuse(withThumbnail.AsSpan(0, 11)), "a JPEG image that ends early, after 11 bytes");
        Assert.IsNull(ImageFormats.Refuse([.. withThumbnail, 0xFF, 0xD9]));
    }

    [TestMethod]
    public void Refuse_FilesThatEndEarly_SaysSo()
    {
        byte[] png = TestImages.Png, jpeg = TestImages.Jpeg, bmp = TestImages.Bmp(5, 4, (x, y) => (1, 2, 3));
        foreach ((byte[] whole, string name) in new[] { (png, "PNG"), (jpeg, "JPEG"), (bmp, "BMP") })
        {
            Assert.IsNull(ImageFormats.Refuse(whole), name);
            foreach (int length in new[] { whole.Length - 2, whole.Length - 4, whole.Length / 2, 30 })
            {
                StringAssert.StartsWith(ImageFormats.Refuse(whole.AsSpan(0, length)), $"a {name} image that ends early, after {length} bytes");
            }
        }
    }
}
