using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Makes a member of type <see cref="MLImage"/> a column of images, of one size where it is given.</summary>
public sealed class ImageTypeAttribute : DataViewTypeAttribute
{
    public ImageTypeAttribute()
    {
    }

    public ImageTypeAttribute(int height, int width)
    {
        Contracts.CheckParam(width > 0, nameof(width), "Should be positive number");
        Contracts.CheckParam(height > 0, nameof(height), "Should be positive number");
        (Height, Width) = (height, width);
    }

    internal int Height { get; }
    internal int Width { get; }

    public override bool Equals(DataViewTypeAttribute other) =>
        other is ImageTypeAttribute image && image.Height == Height && image.Width == Width;

    public override int GetHashCode() => HashCode.Combine(Height, Width);

    /// <remarks>Fails without a size, as in the official library.</remarks>
    public override void Register() => DataViewTypeManager.Register(new ImageDataViewType(Height, Width), typeof(MLImage), this);
}
