using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>Outputs from 0 to 1, in the order (height, width, channels), as the bytes of a PNG file.</summary>
/// <param name="name">the column's name</param>
/// <param name="offset">of the first output</param>
/// <param name="shape">1 or 3 channels, height, width</param>
internal sealed class EncodedScoreColumn(string name, int offset, TensorShape shape)
    : ScoredColumn(name, new VectorDataViewType(NumberDataViewType.Byte), null)
{
    public override Delegate CreateGetter(OutputRow row)
    {
        byte[] pixels = new byte[shape.ElementCount];
        return (ValueGetter<VBuffer<byte>>)((ref VBuffer<byte> destination) =>
        {
            Pixels.FromUnit(row().Slice(offset, pixels.Length), pixels);
            byte[] file = PngWriter.Encode(pixels, shape[2], shape[1], shape[0]);
            var editor = VBufferEditor.Create(ref destination, file.Length);
            file.CopyTo(editor.Values);
            destination = editor.Commit();
        });
    }
}
