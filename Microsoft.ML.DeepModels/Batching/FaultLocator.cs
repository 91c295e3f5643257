using Microsoft.ML.Data;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>
/// Finds out where a faulty row came from: its number in the view when the cursor was a shuffled one, and its texts (the
/// path of an image, as a rule). Only needed for the first fault, so the columns are not read before it happens.
/// </summary>
internal static class FaultLocator
{
    private const int MaxTexts = 3;

    /// <param name="view">read a second time, texts only</param>
    /// <param name="fault">of a row of it</param>
    /// <param name="id">the row's id; when another row has it too, or the view has changed, the fault stays as it is</param>
    /// <param name="ordered">whether the fault's row number is that of the view</param>
    public static RowFault Locate(IDataView view, RowFault fault, DataViewRowId id, bool ordered)
    {
        DataViewSchema.Column[] texts = [.. view.Schema.Where(c => !c.IsHidden && c.Type is TextDataViewType).Take(MaxTexts)];
        if (ordered && (texts.Length == 0 || fault.Source is not null)) return fault;
        RowFault? found = null;
        using DataViewRowCursor cursor = view.GetRowCursor(texts);
        ValueGetter<DataViewRowId> idGetter = cursor.GetIdGetter();
        ValueGetter<ReadOnlyMemory<char>>[] getters = [.. texts.Select(cursor.GetGetter<ReadOnlyMemory<char>>)];
        DataViewRowId current = default;
        while (cursor.MoveNext())
        {
            idGetter(ref current);
            if (!current.Equals(id)) continue;
            if (found is not null) return Unknown(fault, ordered);
            string source = string.Join(", ", texts.Zip(getters, (column, getter) =>
            {
                ReadOnlyMemory<char> text = default;
                getter(ref text);
                return $"{column.Name}={text}";
            }));
            found = fault with { Row = cursor.Position, Source = fault.Source ?? (source.Length == 0 ? null : source) };
        }
        return found is not null && (!ordered || found.Row == fault.Row) ? found : Unknown(fault, ordered);
    }

    private static RowFault Unknown(RowFault fault, bool ordered) => ordered ? fault : fault with { Row = -1 };
}
