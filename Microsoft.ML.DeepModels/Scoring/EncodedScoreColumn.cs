using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Persistence;
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
        return (ValueGetter<VBuffer<byte>>)((ref VBuffer<byte> destination) =>
        {
            byte[] file = PngWriter.Encode(row().Slice(offset, shape.ElementCount), shape);
            var editor = VBufferEditor.Create(ref destination, file.Length);
            file.CopyTo(editor.Values);
            destination = editor.Commit();
        });
    }
}
