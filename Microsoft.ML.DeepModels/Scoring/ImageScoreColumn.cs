using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>Outputs from 0 to 1, in the order (height, width, channels), as an image. Who gets the image disposes it.</summary>
/// <param name="name">the column's name</param>
/// <param name="offset">of the first output</param>
/// <param name="shape">1 or 3 channels, height, width</param>
internal sealed class ImageScoreColumn(string name, int offset, TensorShape shape)
    : ScoredColumn(name, new ImageDataViewType(shape[1], shape[2]), null)
{
    public override Delegate CreateGetter(OutputRow row)
    {
        var (channels, height, width) = (shape[0], shape[1], shape[2]);
        byte[] values = new byte[shape.ElementCount], pixels = new byte[height * width * 4];
        return (ValueGetter<MLImage>)((ref MLImage destination) =>
        {
            PngWriter.Quantize(row().Slice(offset, values.Length), values);
            for (int i = 0; i < height * width; i++)
            {
                for (int channel = 0; channel < 3; channel++) pixels[i * 4 + channel] = values[i * channels + (channels == 3 ? channel : 0)];
                pixels[i * 4 + 3] = 255;
            }
            destination?.Dispose();
            destination = MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, pixels);
        });
    }
}
