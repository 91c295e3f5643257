using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Scoring;

/// <summary>Scores single rows, as the prediction engine asks for them.</summary>
internal sealed class ScoringMapper(ScoringBinding binding) : IRowToRowMapper
{
    public DataViewSchema InputSchema => binding.Input;

    public DataViewSchema OutputSchema => binding.Output;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        binding.Dependencies(dependingColumns);

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Schema != binding.Input) throw new ArgumentException("The row has another schema than the mapper's InputSchema.", nameof(input));
        return new ScoringRow(binding, input, ActiveColumns.Of(binding.Output, activeColumns));
    }
}
