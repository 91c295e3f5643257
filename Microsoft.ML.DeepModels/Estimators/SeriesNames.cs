using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Persistence;
using Microsoft.ML.DeepModels.Scoring;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// The type of a column of series, so that tables of forecasts have it, too. A series is known by its text, or by what its key stands for;
/// a key without key values by its number.
/// </summary>
internal sealed class SeriesNames
{
    private readonly ulong _count; // of the key; 0: text
    private readonly LabelValues? _values;

    private SeriesNames(ulong count, LabelValues? values)
    {
        _count = count;
        _values = values;
        Keys = values is null ? null : [.. values.AsText()];
    }

    /// <summary>What the keys stand for, in their order; null for text, and where the numbers are all there is.</summary>
    public IReadOnlyList<string>? Keys { get; }

    /// <summary>That of a column; null where there is none.</summary>
    public static SeriesNames? Of(DataViewSchema schema, string? column)
    {
        if (column is null || schema.GetColumnOrNull(column) is not { } found) return null;
        return found.Type is KeyDataViewType key ? new(key.Count, LabelValues.Of(found)) : new(0, null);
    }

    /// <summary>A column of the type with one series a row.</summary>
    public TableColumn Column(string name, string[] series)
    {
        if (_count == 0) return TableColumn.Of(name, TextDataViewType.Instance, [.. series.Select(text => text.AsMemory())]);
        var annotations = new DataViewSchema.Annotations.Builder();
        _values?.AddTo(annotations, AnnotationNames.KeyValues);
        var numbers = new Dictionary<string, uint>();
        for (int i = 0; i < (Keys?.Count ?? 0); i++) numbers.TryAdd(Keys![i], (uint)i + 1);
        uint Number(string text) => Keys is not null ? numbers.GetValueOrDefault(text)
            : uint.TryParse(text, CultureInfo.InvariantCulture, out uint number) && number <= _count ? number : 0;
        return TableColumn.Of(name, new KeyDataViewType(typeof(uint), _count), series.Select(Number).ToArray(), annotations.ToAnnotations());
    }

    public JsonObject ToJson() => new() { ["keys"] = _count, ["values"] = _values?.ToJson() };

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static SeriesNames FromJson(JsonNode json)
    {
        if (json is not JsonObject description || description["keys"] is not JsonValue keys || !keys.TryGetValue(out ulong count) || count > uint.MaxValue)
            throw new InvalidDataException("The model's series column has no number of keys: it is damaged.");
        var values = description["values"] is { } node ? LabelValues.FromJson(node) : null;
        if (values is not null && (ulong)values.Count != count)
            throw new InvalidDataException($"The model's series column has {count} keys and {values.Count} values of them: it is damaged.");
        return new(count, values);
    }
}
