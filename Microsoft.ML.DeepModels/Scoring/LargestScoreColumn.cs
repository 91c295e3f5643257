using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>The key (1-based) of the largest of consecutive outputs; the first of equals; 0, that is missing, where they are NaN.</summary>
internal sealed class LargestScoreColumn(string name, int offset, int width, DataViewSchema.Annotations? annotations)
    : ScoredColumn(name, new KeyDataViewType(typeof(uint), width), annotations)
{
    public override Delegate CreateGetter(OutputRow row) => (ValueGetter<uint>)((ref uint destination) =>
    {
        var outputs = row().Slice(offset, width);
        float largest = float.NegativeInfinity;
        uint key = 0;
        for (int i = 0; i < outputs.Length; i++)
        {
            if (float.IsNaN(outputs[i]))
            {
                key = 0;
                break;
            }
            if (outputs[i] > largest || key == 0)
            {
                largest = outputs[i];
                key = (uint)i + 1;
            }
        }
        destination = key;
    });
}
