namespace Microsoft.ML.DeepModels.Tests.Families;

/// <summary>A model of any family, and the column by which it is compared with others.</summary>
internal sealed class FittedModel(ITransformer transformer, string score) : IDisposable
{
    public ITransformer Transformer => transformer;

    public IDataView Transform(IDataView input) => transformer.Transform(input);

    public float[][] Scores(IDataView input) => Families.Scores.Of(Transform(input), score);

    public void Dispose() => ((IDisposable)transformer).Dispose();
}
