using System.Text.Json.Nodes;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>What a fitted generative model needs besides its network: columns, layout of rows, condition.</summary>
internal sealed record GenerativeSettings
{
    /// <summary>The column that is read; the first of them, where <see cref="IsTable"/>.</summary>
    public required string FeatureColumn { get; init; }

    /// <summary>Whether rows are read from several columns, the <see cref="Examples"/>, together.</summary>
    public bool IsTable { get; init; }

    /// <summary>The order of the values of an image in a vector column.</summary>
    public ChannelOrder ChannelOrder { get; init; }

    /// <summary>The number of rows of one forward pass.</summary>
    public required int ScoringBatchSize { get; init; }

    /// <summary>The columns that are added to rows.</summary>
    public required IReadOnlyList<GenerativeColumn> Columns { get; init; }

    /// <summary>The column of latent vectors.</summary>
    public required string LatentColumn { get; init; }

    /// <summary>The columns of rows that are made.</summary>
    public required IReadOnlyList<ExampleColumn> Examples { get; init; }

    /// <summary>The label under which rows were learned; null: none.</summary>
    public ConditionColumn? Condition { get; init; }

    public void Describe(ModelDescription description, GenerativeDefinition network)
    {
        description.Set("featureColumn", FeatureColumn);
        if (IsTable) description.Set("table", true);
        description.Set("channelOrder", ChannelOrder.ToString());
        description.Set("scoringBatchSize", ScoringBatchSize);
        description.Set("latentColumn", LatentColumn);
        description.Set("columns", new JsonArray([.. Columns.Select(column => column.ToJson())]));
        description.Set("examples", new JsonArray([.. Examples.Select(column => column.ToJson())]));
        description.Set("condition", Condition?.ToJson());
        description.Set("network", network.ToJson());
    }

    /// <summary>Reads what <see cref="Describe"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static GenerativeSettings Read(ModelDescription description, GenerativeDefinition network)
    {
        string order = description.GetText("channelOrder");
        if (!Enum.GetNames<ChannelOrder>().Contains(order)) throw new InvalidDataException($"The model's channel order is '{order}': it is damaged.");
        int batchSize = description.GetInteger("scoringBatchSize");
        if (batchSize < 1) throw new InvalidDataException($"The model's scoring batch size is {batchSize}: it is damaged.");
        var condition = description.Find("condition") is { } json ? ConditionColumn.FromJson(json) : null;
        if ((condition?.Classes ?? 0) != network.Classes)
            throw new InvalidDataException($"The model's label has {condition?.Classes ?? 0} classes, its network {network.Classes}: it is damaged.");
        var examples = ArrayOf(description, "examples").Select(column => ExampleColumn.FromJson(column!, network.DataShape)).ToList();
        if (examples.Count == 0) throw new InvalidDataException("The model makes no columns: it is damaged.");
        bool table = description.Find("table") is not null;
        if (table && !ExampleTable.IsRow(examples, network.DataShape)) throw new InvalidDataException($"The model's columns do not make up rows of {network.DataShape}: it is damaged.");
        return new GenerativeSettings
        {
            FeatureColumn = description.GetText("featureColumn"),
            IsTable = table,
            ChannelOrder = Enum.Parse<ChannelOrder>(order),
            ScoringBatchSize = batchSize,
            LatentColumn = description.GetText("latentColumn"),
            Columns = [.. ArrayOf(description, "columns").Select(column => GenerativeColumn.FromJson(column, network.Outputs))],
            Examples = examples,
            Condition = condition
        };
    }

    private static JsonArray ArrayOf(ModelDescription description, string property) =>
        description.Get(property) as JsonArray ?? throw new InvalidDataException($"The model's '{property}' is no list: it is damaged.");
}
