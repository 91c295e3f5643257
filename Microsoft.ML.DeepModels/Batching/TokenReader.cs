using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.DeepModels.Interop;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Batching;

/// <summary>
/// Reads a vector of keys as a sequence of tokens, counted from 0. A missing key (0, and in ML.NET whatever is beyond the keys' count)
/// is padding or an unknown word: it is left out, wherever it stands, so that a sequence is the same with and without it.
/// </summary>
internal sealed class TokenReader<T> : FeatureReader
    where T : unmanaged
{
    private readonly TokenSet _tokens;

    public TokenReader(DataViewSchema.Column column, TokenSet tokens)
        : base(column, new FeatureLayout(new TensorShape(TensorShape.Variable), RowElement.Token)) => _tokens = tokens;

    public override TokenSet? Tokens => _tokens;

    public override RowReader Bind(DataViewRow row) => new Bound(row, Column, _tokens.Count);

    private sealed class Bound(DataViewRow row, DataViewSchema.Column column, int vocabulary) : RowReader(row, column.Name)
    {
        private readonly ValueGetter<VBuffer<T>> _getter = row.GetGetter<VBuffer<T>>(column);
        private VBuffer<T> _buffer;

        protected override RowFault? ReadCore(RowStore store, int slot)
        {
            _getter(ref _buffer);
            if (_buffer.Length == 0) return Fault("the sequence is empty, expected at least one token");
            // Absent values of a sparse vector are 0, thus missing.
            ReadOnlySpan<T> keys = _buffer.GetValues();
            int count = 0;
            foreach (T key in keys)
                if (IsToken(key)) count++;
            if (count == 0) return Fault($"all {_buffer.Length} tokens of the sequence are missing, expected at least one that is among the keys of the column");
            Span<int> tokens = MemoryMarshal.Cast<byte, int>(store.Allocate(slot, checked(count * sizeof(int))));
            int next = 0;
            foreach (T key in keys)
                if (IsToken(key)) tokens[next++] = (int)(TokenReader.Value(key) - 1);
            return null;
        }

        private bool IsToken(T key) => TokenReader.Value(key) - 1 < (ulong)vocabulary; // 0 wraps around
    }
}

/// <summary>Makes the reader for the keys of a column.</summary>
internal static class TokenReader
{
    private const string Role = "feature";

    /// <param name="column">a vector of keys</param>
    /// <param name="trained">the tokens that there have to be; null: any</param>
    public static FeatureReader Create(DataViewSchema.Column column, TokenSet? trained)
    {
        var tokens = TokenSet.Of(column);
        if (trained is not null) tokens.Check(column, trained);
        var key = (KeyDataViewType)((VectorDataViewType)column.Type).ItemType;
        return key.RawType == typeof(byte) ? new TokenReader<byte>(column, tokens)
            : key.RawType == typeof(ushort) ? new TokenReader<ushort>(column, tokens)
            : key.RawType == typeof(uint) ? new TokenReader<uint>(column, tokens)
            : key.RawType == typeof(ulong) ? new TokenReader<ulong>(column, tokens)
            : throw SchemaErrors.Mismatch(Role, column.Name, FeatureReader.SequenceTypes, SchemaColumns.TypeName(column.Type));
    }

    /// <summary>A key as a number; the keys' types are the unsigned integers.</summary>
    public static ulong Value<T>(T key)
        where T : unmanaged =>
        typeof(T) == typeof(byte) ? (byte)(object)key
        : typeof(T) == typeof(ushort) ? (ushort)(object)key
        : typeof(T) == typeof(uint) ? (uint)(object)key
        : (ulong)(object)key;
}
