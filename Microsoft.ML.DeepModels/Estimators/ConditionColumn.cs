using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Batching;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>The label under which rows were learned: its column, what its keys stand for, and how often each came in training.</summary>
internal sealed record ConditionColumn(string Name, LabelValues? Values, IReadOnlyList<long> Rows)
{
    /// <summary>The number of classes: the count of the label's key type.</summary>
    public int Classes => Rows.Count;

    /// <summary>The type of the column.</summary>
    public KeyDataViewType Type => new(typeof(uint), Classes);

    /// <summary>Whether a class, counted from 0, came in training.</summary>
    public bool IsKnown(long index) => index >= 0 && index < Classes && Rows[(int)index] > 0;

    /// <summary>The annotations of a column of such labels.</summary>
    public DataViewSchema.Annotations? Annotations() => Values?.ToKeyAnnotations();

    /// <summary>A reader of the label of rows that a trained network is to look at.</summary>
    /// <exception cref="ArgumentException">There is no such column, or its keys stand for something else than in training.</exception>
    public TargetReader Bind(DataViewSchema schema)
    {
        var reader = new TargetReader(schema, new BatchColumns { Features = "", Label = Name, LabelKind = LabelKind.Key });
        var column = schema[Name];
        string? difference = reader.ClassCount != (ulong)Classes ? $"has {reader.ClassCount} classes, that of the training rows {Classes}"
            : Values is not null && LabelValues.Of(column) is { } others && !Values.AsText().SequenceEqual(others.AsText())
                ? "stands for other values, or for the same in another order, than that of the training rows"
                : null;
        if (difference is null) return reader;
        throw new ArgumentException($"The label column '{Name}' {difference}. Map both with one fitted transformer: var toKey = MapValueToKey(...).Fit(training), then toKey.Transform for each.",
            nameof(schema));
    }

    /// <summary>The key, from 1, of a class named by the text of its value.</summary>
    /// <exception cref="ArgumentException">There is none of that name, or none of it came in training.</exception>
    public uint KeyOf(string label)
    {
        if (Values is null)
            throw new ArgumentException($"The label column '{Name}' had no key values, so no class is called '{label}'. Give the number of the key, from 1 to {Classes}.", nameof(label));
        int index = Values.AsText().ToList().IndexOf(label);
        return index >= 0 && Rows[index] > 0 ? (uint)index + 1 : throw Unknown($"'{label}'");
    }

    /// <summary>Refuses a key that was not among the training rows.</summary>
    /// <exception cref="ArgumentException">It was not.</exception>
    public uint Check(uint key) => IsKnown((long)key - 1) ? key : throw Unknown($"the key {key}");

    /// <summary>Makes NaN of what a network says of rows of classes that never came in training: it knows nothing of them. Call it in a dispose scope.</summary>
    /// <param name="batch">the rows, with their labels</param>
    /// <param name="outputs">row by row</param>
    /// <param name="width">the outputs of one row</param>
    public void Forget(Batch batch, Span<float> outputs, int width)
    {
        var labels = MemoryMarshal.Cast<byte, long>(batch.Labels!.cpu().bytes);
        for (int row = 0; row < labels.Length; row++)
            if (!IsKnown(labels[row])) outputs.Slice(row * width, width).Fill(float.NaN);
    }

    public JsonObject ToJson() => new()
    {
        ["column"] = Name,
        ["rows"] = new JsonArray([.. Rows.Select(rows => (JsonNode)rows)]),
        ["values"] = Values?.ToJson()
    };

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static ConditionColumn FromJson(JsonNode json)
    {
        try
        {
            var rows = json["rows"]!.AsArray().Select(count => count!.GetValue<long>()).ToList();
            var values = json["values"] is { } node ? LabelValues.FromJson(node) : null;
            if (rows.Count == 0 || rows.Any(count => count < 0) || values is not null && values.Count != rows.Count)
                throw new InvalidDataException($"The condition of the model has {rows.Count} classes and {values?.Count} values: it is damaged.");
            return new ConditionColumn(json["column"]!.GetValue<string>(), values, rows);
        }
        catch (Exception e) when (e is NullReferenceException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"The condition of the model cannot be read: {e.Message}", e);
        }
    }

    private ArgumentException Unknown(string label)
    {
        const int most = 20;
        var known = Enumerable.Range(0, Classes).Where(i => IsKnown(i)).ToList();
        var texts = Values?.AsText().ToList();
        string list = string.Join(", ", known.Take(most).Select(i => texts is null ? $"{i + 1}" : $"'{texts[i]}'")) + (known.Count > most ? ", ..." : "");
        return new ArgumentException($"No training row had {label} in the label column '{Name}', so nothing is known of it. The labels that were learned are {list}.", nameof(label));
    }
}
