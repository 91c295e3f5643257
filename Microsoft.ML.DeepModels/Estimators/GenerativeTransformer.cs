using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Scoring;
using Microsoft.ML.DeepModels.Tensors;
using Microsoft.ML.DeepModels.Training;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>A trained model that makes rows. What it returns are data views that compute rows when a cursor moves, as long as the model is not disposed.</summary>
public abstract class GenerativeTransformer : GenerativeNetworkTransformer
{
    private protected GenerativeTransformer(GenerativeModel model, GenerativeSettings settings, TrainingHistory? history)
        : base(model, settings, history)
    {
    }

    /// <summary>The name of the column of latent vectors that <see cref="Decode"/> reads: Vector of Single, <see cref="GenerativeNetworkTransformer.LatentSize"/> values.</summary>
    public string LatentColumnName => Settings.LatentColumn;

    /// <summary>Whether the way between two latent vectors follows the sphere on which such vectors lie, rather than a straight line.</summary>
    private protected abstract bool InterpolatesOnSphere { get; }

    /// <summary>
    /// Makes rows of latent vectors drawn from the standard normal distribution. They have the column, or columns, that the model was trained on, by name and
    /// type, and the label where it learned under one.
    /// </summary>
    /// <param name="count">the number of rows, 0 or above</param>
    /// <param name="seed">the same seed gives the same rows, and row i whatever the count; null: other rows each time</param>
    /// <param name="label">
    /// for a model that learned under a label: the text of the label's value; null: labels are drawn as often as they came in training
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <exception cref="ArgumentException">The model did not learn under a label, or never saw this one.</exception>
    public IDataView Generate(int count, int? seed = null, string? label = null)
    {
        if (label is null) return Generate(count, seed, key: null);
        return Generate(count, seed, (Settings.Condition ?? throw NoCondition($"'{label}'")).KeyOf(label));
    }

    /// <summary>Makes rows of one label, named by its key.</summary>
    /// <inheritdoc cref="Generate(int, int?, string?)"/>
    /// <param name="count">the number of rows, 0 or above</param>
    /// <param name="seed">the same seed gives the same rows; null: other rows each time</param>
    /// <param name="label">the key of the label, counted from 1</param>
    public IDataView Generate(int count, int? seed, uint label) =>
        Generate(count, seed, key: (Settings.Condition ?? throw NoCondition($"the key {label}")).Check(label));

    /// <summary>
    /// Makes a row of each latent vector: adds the column, or columns, that the model was trained on, by name and type. A vector that is not finite, or a label that
    /// never came in training, gives NaN, and a black image where the column is of images.
    /// </summary>
    /// <param name="latents">rows with <see cref="LatentColumnName"/>, and with the label where the model learned under one</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of a wrong type.</exception>
    /// <exception cref="ArgumentException">The vectors have another length.</exception>
    /// <exception cref="ObjectDisposedException">This transformer was disposed.</exception>
    public IDataView Decode(IDataView latents)
    {
        ArgumentNullException.ThrowIfNull(latents);
        Model.CheckAlive();
        var reader = FeatureReader.Create(latents.Schema, LatentColumnName, new InputOptions { Shape = new TensorShape(LatentSize) });
        var columns = Settings.Examples.Select(column => column.Scored(Model.Definition.DataShape)).ToList();
        var scorer = new LatentScorer(Model, Settings.Examples[0].IsInterleaved(Settings.ChannelOrder), Settings.Condition);
        return new ScoringView(latents, new ScoringBinding(
            latents.Schema, reader, scorer, columns, Settings.ScoringBatchSize, Settings.Condition?.Bind(latents.Schema)));
    }

    /// <summary>Makes rows on the way from one latent vector to another, both included, at equal steps.</summary>
    /// <param name="from">the first row's vector, <see cref="GenerativeNetworkTransformer.LatentSize"/> values</param>
    /// <param name="to">the last row's vector</param>
    /// <param name="steps">the number of rows, 2 or above</param>
    /// <param name="label">for a model that learned under a label: the text of the label's value; null: that which came most often in training</param>
    /// <exception cref="ArgumentException">A vector has another length or is not finite, or the label is unknown.</exception>
    public IDataView Interpolate(float[] from, float[] to, int steps, string? label = null)
    {
        CheckLatent(from, nameof(from));
        CheckLatent(to, nameof(to));
        if (steps < 2) throw new ArgumentOutOfRangeException(nameof(steps), steps, $"steps must be 2 or above, for both ends are among the rows, got {steps}.");
        if (label is not null && Settings.Condition is null) throw NoCondition($"'{label}'");
        float[] first = [.. from], last = [.. to];
        bool sphere = InterpolatesOnSphere;
        uint key = Settings.Condition is not { } condition ? 0 : label is not null ? condition.KeyOf(label) : MostFrequent(condition);
        return Rows(steps, (row, latent) => Interpolation.Between(first, last, row / (steps - 1.0), sphere, latent), _ => key);
    }

    /// <summary>Makes rows on the way between the latent vectors of the first rows of <c>Generate(1, fromSeed)</c> and <c>Generate(1, toSeed)</c>, both included, at equal steps.</summary>
    /// <param name="fromSeed">the seed of the first row</param>
    /// <param name="toSeed">the seed of the last row</param>
    /// <param name="steps">the number of rows, 2 or above</param>
    /// <param name="label">for a model that learned under a label: the text of the label's value; null: that which came most often in training</param>
    /// <exception cref="ArgumentException">The label is unknown.</exception>
    public IDataView Interpolate(int fromSeed, int toSeed, int steps, string? label = null) => Interpolate(LatentOf(fromSeed), LatentOf(toSeed), steps, label);

    private float[] LatentOf(int seed)
    {
        var latent = new float[LatentSize];
        RowNoise.Fill(latent, 0, Seeds.Mix((ulong)seed));
        return latent;
    }

    private IDataView Generate(int count, int? seed, uint? key)
    {
        if (count < 0) throw new ArgumentOutOfRangeException(nameof(count), count, $"count must be 0 or above, got {count}.");
        ulong noise = Seeds.Mix(seed is { } given ? (ulong)given : (ulong)Random.Shared.NextInt64());
        ulong labels = Seeds.Derive(noise, "labels");
        return Rows(count, (row, latent) => RowNoise.Fill(latent, row, noise), row => key ?? Drawn(labels, row));
    }

    /// <summary>The rows that are made of latent vectors, without these.</summary>
    private SelectedView Rows(long count, RowFiller fill, Func<long, uint> key)
    {
        Model.CheckAlive();
        var condition = Settings.Condition;
        var latents = new VectorView(LatentColumnName, LatentSize, count, fill,
            condition is null ? null : (condition.Name, condition.Type, condition.Annotations(), key));
        IEnumerable<string> names = Settings.Examples.Select(column => column.Name);
        return new SelectedView(Decode(latents), condition is null ? names : names.Append(condition.Name));
    }

    /// <summary>A label drawn as often as it came in training.</summary>
    private uint Drawn(ulong seed, long row)
    {
        var rows = Settings.Condition!.Rows;
        double place = (Seeds.Mix(seed ^ Seeds.Mix((ulong)row)) >> 11) / 9007199254740992.0 * rows.Sum();
        uint last = 1;
        for (int i = 0; i < rows.Count; i++)
        {
            if (rows[i] == 0) continue;
            last = (uint)i + 1;
            place -= rows[i];
            if (place < 0) break;
        }
        return last;
    }

    private static uint MostFrequent(ConditionColumn condition) => (uint)condition.Rows.ToList().IndexOf(condition.Rows.Max()) + 1;

    private void CheckLatent(float[] latent, string name)
    {
        ArgumentNullException.ThrowIfNull(latent, name);
        if (latent.Length != LatentSize)
            throw new ArgumentException($"{name} has {latent.Length} values, but a latent vector of this model has {LatentSize} (LatentSize).", name);
        if (!latent.All(float.IsFinite)) throw new ArgumentException($"{name} holds a value that is not finite. Give finite numbers.", name);
    }

    private static ArgumentException NoCondition(string label) =>
        new($"The model was trained without a label column, so it cannot make rows of {label}. Set LabelColumnName in the options of its trainer.", nameof(label));
}
