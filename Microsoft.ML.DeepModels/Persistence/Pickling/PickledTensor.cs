using ScalarType = TorchSharp.torch.ScalarType;

namespace Microsoft.ML.DeepModels.Persistence.Pickling;

/// <summary>A tensor as a pickled file describes it: a view of a storage. All that it reaches is within the storage.</summary>
/// <param name="Key">of the storage</param>
/// <param name="Type">of the values</param>
/// <param name="Offset">of the first value in the storage, in values</param>
/// <param name="Shape">of the tensor</param>
/// <param name="Strides">along each axis, in values, from 0</param>
internal sealed record PickledTensor(string Key, ScalarType Type, long Offset, long[] Shape, long[] Strides)
{
    // As libtorch has it.
    private const int MostAxes = 64;

    /// <param name="arguments">storage, offset, shape, strides; what may follow says nothing about the values</param>
    /// <param name="type">of the values, where the storage does not tell</param>
    /// <exception cref="InvalidDataException">They are of other kinds, or reach beyond the storage.</exception>
    public static PickledTensor Of(object?[] arguments, ScalarType? type = null)
    {
        if (arguments is not [PickledStorage storage, long offset, object?[] axes, object?[] steps, ..] || axes.Length != steps.Length || axes.Length > MostAxes)
            throw new InvalidDataException($"A tensor is made of storage, offset, shape and strides; got {string.Join(", ", arguments.Take(8).Select(PickleKinds.Of))}.");
        long[] shape = Numbers(axes), strides = Numbers(steps);
        long count = storage.Count;
        if (storage.Type is null) count /= StoredTensor.SizeOf(type ?? throw new InvalidDataException("A tensor of bytes does not tell the type of its values.")) ?? 1;
        else if (type is not null && type != storage.Type) throw new InvalidDataException($"A tensor of {type} has a storage of {storage.Type}.");
        try
        {
            _ = StoredTensor.CountOf(shape);
            long span = StoredTensor.SpanOf(shape, strides);
            if (offset < 0 || checked(offset + span) > count)
            {
                throw new InvalidDataException(
                    $"A tensor of the shape ({string.Join(", ", shape)}) with strides ({string.Join(", ", strides)}) from value {offset} on reaches beyond its storage '{storage.Key}' of {count} values.");
            }
        }
        catch (OverflowException)
        {
            throw new InvalidDataException($"The shape ({string.Join(", ", shape)}) with strides ({string.Join(", ", strides)}) is too large.");
        }
        return new PickledTensor(storage.Key, type ?? storage.Type!.Value, storage.Start + offset, shape, strides);
    }

    private static long[] Numbers(object?[] values)
    {
        var numbers = new long[values.Length];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = values[i] is long number and >= 0 ? number : throw new InvalidDataException("The shape and the strides of a tensor are whole numbers from 0.");
        return numbers;
    }
}
