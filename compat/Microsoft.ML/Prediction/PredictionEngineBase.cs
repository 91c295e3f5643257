using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Sends single objects through a transformer.</summary>
public abstract class PredictionEngineBase<TSrc, TDst> : IDisposable where TSrc : class where TDst : class, new()
{
    private readonly ObjectRow<TSrc> _input;
    private readonly Action<TDst> _fill;
    private readonly bool _ownsTransformer;
    private bool _disposed;

    private protected PredictionEngineBase(IHostEnvironment env, ITransformer transformer, bool ignoreMissingColumns,
        SchemaDefinition inputSchemaDefinition = null, SchemaDefinition outputSchemaDefinition = null, bool ownsTransformer = true)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(transformer, nameof(transformer));
        env.CheckParam(transformer.IsRowToRowMapper, nameof(transformer), "Must be a row to row mapper");
        (Transformer, _ownsTransformer) = (transformer, ownsTransformer);
        _input = new(env, RowBinding<TSrc>.Create(inputSchemaDefinition, SchemaDefinition.Direction.Read));
        var mapper = transformer.GetRowToRowMapper(_input.Schema);
        // All columns are active, as in the official engine: a transformer may rely on it.
        var output = mapper.GetRow(_input, mapper.OutputSchema);
        _fill = new RowWriter<TDst>(env, mapper.OutputSchema, ignoreMissingColumns, outputSchemaDefinition).Bind(output);
        OutputSchema = transformer.GetOutputSchema(_input.Schema);
    }

    /// <summary>The columns that the transformer delivers.</summary>
    public DataViewSchema OutputSchema { get; }

    private protected ITransformer Transformer { get; }

    public TDst Predict(TSrc example)
    {
        var result = new TDst();
        Predict(example, ref result);
        return result;
    }

    public abstract void Predict(TSrc example, ref TDst prediction);

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _input.Dispose(); // and not the mapper's row: the official engine does not either
        if (_ownsTransformer) (Transformer as IDisposable)?.Dispose();
    }

    private protected void ExtractValues(TSrc example) => _input.Set(example);
    private protected void FillValues(TDst prediction) => _fill(prediction);
}
