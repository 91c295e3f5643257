using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Settings of a prediction engine.</summary>
public sealed class PredictionEngineOptions
{
    /// <summary>Whether members without a column are left alone; else they are an error.</summary>
    public bool IgnoreMissingColumns = true;
    public SchemaDefinition InputSchemaDefinition = null;
    public SchemaDefinition OutputSchemaDefinition = null;

    /// <summary>Whether disposing the engine disposes the transformer.</summary>
    public bool OwnsTransformer = true;

    public PredictionEngineOptions() { }
}
