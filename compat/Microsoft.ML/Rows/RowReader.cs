using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>Getters that read the members of the current object.</summary>
internal sealed class RowReader<TRow>(RowBinding<TRow> binding, Func<TRow> current)
{
    public ValueGetter<TValue> Getter<TValue>(DataViewSchema.Column column)
    {
        var getter = Create(binding.Members[column.Index], column.Type);
        return getter as ValueGetter<TValue> ?? throw RowErrors.WrongType(getter, typeof(TValue));
    }

    private Delegate Create(RowMember member, DataViewType type)
    {
        if (member.MemberType == typeof(string)) return Text(RowBinding<TRow>.Reader<string>(member));
        if (member.MemberType == typeof(string[])) return Texts(RowBinding<TRow>.Reader<string[]>(member));
        if (type is KeyDataViewType key)
        {
            if (member.MemberType == typeof(uint)) return Key(RowBinding<TRow>.Reader<uint>(member), key);
            if (member.MemberType == typeof(byte)) return Key(RowBinding<TRow>.Reader<byte>(member), key);
            if (member.MemberType == typeof(ulong)) return Key(RowBinding<TRow>.Reader<ulong>(member), key);
            throw Contracts.Except($"Keys of type {member.MemberType} cannot be read from objects; use Byte, UInt32 or UInt64.");
        }
        var (create, itemType) = member.MemberType.IsArray ? ((Func<RowMember, Delegate>)Arrays<int>, member.ItemType)
            : member.IsVector ? (Vectors<int>, member.ItemType) : (Scalar<int>, member.MemberType);
        return GenericCall.Invoke<Delegate>(create, [itemType], member);
    }

    private Delegate Text(Func<TRow, string> read) =>
        (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = read(current()).AsMemory());

    private Delegate Texts(Func<TRow, string[]> read) => (ValueGetter<VBuffer<ReadOnlyMemory<char>>>)((ref VBuffer<ReadOnlyMemory<char>> value) =>
    {
        string[] texts = read(current()) ?? [];
        var editor = VBufferEditor.Create(ref value, texts.Length);
        for (int i = 0; i < texts.Length; i++) editor.Values[i] = texts[i].AsMemory();
        value = editor.Commit();
    });

    // Members hold indices from 0; keys count from 1, and what is out of range is missing. Vectors of keys are taken as they are.
    private Delegate Key<T>(Func<TRow, T> read, KeyDataViewType type) where T : unmanaged, System.Numerics.INumber<T>
    {
        ulong count = type.Count;
        return (ValueGetter<T>)((ref T value) =>
        {
            var index = read(current());
            value = ulong.CreateChecked(index) < count ? index + T.One : T.Zero;
        });
    }

    private Delegate Scalar<T>(RowMember member)
    {
        var read = RowBinding<TRow>.Reader<T>(member);
        return (ValueGetter<T>)((ref T value) => value = read(current()));
    }

    private Delegate Arrays<T>(RowMember member)
    {
        var read = RowBinding<TRow>.Reader<T[]>(member);
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
        {
            T[] items = read(current()) ?? [];
            VBuffer<T>.Copy(items, 0, ref value, items.Length);
        });
    }

    private Delegate Vectors<T>(RowMember member)
    {
        var read = RowBinding<TRow>.Reader<VBuffer<T>>(member);
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => read(current()).CopyTo(ref value));
    }
}
