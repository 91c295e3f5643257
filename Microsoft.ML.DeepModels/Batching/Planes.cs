using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>From (channels, height, width) to (height, width, channels).</summary>
internal static class Planes
{
    /// <summary>The number of planes to interleave; 1 where the values lie as they shall.</summary>
    public static int Of(TensorShape shape, ChannelOrder order) => shape.IsImage && order == ChannelOrder.ChannelsFirst ? shape[0] : 1;

    /// <param name="values">all values when dense, else those at <paramref name="indices"/></param>
    /// <param name="indices">the places of sparse values; ignored when dense</param>
    /// <param name="planes">how many planes the values are in; 1: copied as they are</param>
    /// <param name="destination">all of it is written</param>
    /// <param name="dense">whether every value is given</param>
    public static void Interleave<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> indices, int planes, Span<T> destination, bool dense)
        where T : struct
    {
        int plane = destination.Length / planes;
        if (!dense)
        {
            destination.Clear();
            for (int i = 0; i < values.Length; i++)
            {
                (int channel, int pixel) = Math.DivRem(indices[i], plane);
                destination[pixel * planes + channel] = values[i];
            }
        }
        else if (planes == 1)
        {
            values.CopyTo(destination);
        }
        else if (planes == 3)
        {
            ReadOnlySpan<T> first = values[..plane], second = values.Slice(plane, plane), third = values.Slice(2 * plane, plane);
            for (int pixel = 0, to = 0; pixel < plane; pixel++, to += 3)
            {
                destination[to + 2] = third[pixel];
                destination[to + 1] = second[pixel];
                destination[to] = first[pixel];
            }
        }
        else
        {
            for (int channel = 0; channel < planes; channel++)
            {
                ReadOnlySpan<T> from = values.Slice(channel * plane, plane);
                for (int pixel = 0, to = channel; pixel < plane; pixel++, to += planes) destination[to] = from[pixel];
            }
        }
    }
}
