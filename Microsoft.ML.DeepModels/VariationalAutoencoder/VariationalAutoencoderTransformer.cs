using Microsoft.ML.DeepModels.Estimators;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.DeepModels.VariationalAutoencoder;

/// <summary>
/// A trained variational autoencoder. It adds the columns that its trainer names, makes rows of latent vectors, and judges itself. A row that cannot be read
/// has NaN in all added columns. Save it with <c>mlContext.Model.Save</c>; dispose it when done.
/// </summary>
[ModelFamily(FamilyName)]
public sealed class VariationalAutoencoderTransformer : GenerativeTransformer
{
    private const string FamilyName = "variational-autoencoder";

    internal VariationalAutoencoderTransformer(GenerativeModel model, GenerativeSettings settings, TrainingHistory? history)
        : base(model, settings, history)
    {
    }

    private protected override string Family => FamilyName;

    private protected override bool InterpolatesOnSphere => false;

    /// <summary>Adds the latent means, and the logarithms of the latent variances where the trainer named them, and nothing else.</summary>
    /// <param name="input">rows as the model was trained on</param>
    public IDataView Encode(IDataView input) =>
        WithColumns(input, VariationalAutoencoderDefinition.LatentOutput, VariationalAutoencoderDefinition.LogVarianceOutput);

    /// <summary>Makes rows on the way between the latent means of two rows, both included, at equal steps.</summary>
    /// <param name="from">its first row is the one end</param>
    /// <param name="to">its first row is the other end</param>
    /// <param name="steps">the number of rows, 2 or above</param>
    /// <param name="label">for a model that learned under a label: the text of the label's value; null: that which came most often in training</param>
    /// <exception cref="ArgumentException">A view has no row, or the first cannot be read, or the label is unknown.</exception>
    public IDataView Interpolate(IDataView from, IDataView to, int steps, string? label = null) =>
        Interpolate(FirstLatent(from, nameof(from)), FirstLatent(to, nameof(to)), steps, label);

    /// <summary>How well the model explains rows: the evidence lower bound in its two parts, the logarithm of the likelihood by importance sampling, active units.</summary>
    /// <param name="data">rows as the model was trained on</param>
    /// <param name="importanceSamples">the latent vectors drawn for each row, 1 or above; more come closer to the likelihood, at their cost</param>
    /// <exception cref="InvalidOperationException">There are no rows, or one cannot be read.</exception>
    public VariationalAutoencoderMetrics Evaluate(IDataView data, int importanceSamples = 100)
    {
        Require.AtLeastOne(importanceSamples);
        return VariationalAutoencoderEvaluation.Run(Model, Read(data), importanceSamples);
    }

    internal static ITransformer Load(IHostEnvironment env, IModelReader reader)
    {
        var (model, settings) = GenerativeArchive.Read(env, reader, VariationalAutoencoderDefinition.FromJson);
        return new VariationalAutoencoderTransformer(model, settings, null);
    }

    private float[] FirstLatent(IDataView rows, string name) =>
        FirstValues(rows, VariationalAutoencoderDefinition.LatentOutput)
        ?? throw new ArgumentException($"{name} has no row, or its first cannot be read. Give a view whose first row is one end of the way.", name);
}
