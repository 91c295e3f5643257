using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Microsoft.ML.DeepModels.Persistence.Pickling;

/// <summary>
/// Reads Python's pickled data (protocols 2 to 5) as data: a fixed list of opcodes, each of which makes a value or puts values together. A class that is named is looked up in
/// <see cref="TorchClasses"/>, nothing is run. I own the opcodes and the limits; what a storage is, is for the caller.
/// </summary>
/// <remarks>Values refer to each other as they do in Python, so that a file cannot blow itself up by saying the same twice, and nothing here descends into them.</remarks>
/// <param name="stream">at the beginning of the pickled data; afterwards right behind it</param>
/// <param name="storage">makes a storage of what a file says instead of its bytes</param>
internal sealed class Unpickler(Stream stream, Func<object?, PickledStorage> storage)
{
    /// <summary>The longest data that is read, in bytes: it says where values are, and 10,000 tensors take 2 MB.</summary>
    public const long MaximumLength = 64 << 20;

    // Python itself does not pickle deeper than 1000 by default.
    private const int MostMarks = 2000;

    // A tensor takes about 40. What a hostile file can make of them takes about 200 MB.
    private const int MostValues = 2_000_000;

    private const int LongestName = 1000;

    private readonly long _start = stream.Position;
    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = [];
    private readonly Dictionary<long, object?> _memo = [];
    private int _values;

    private long At => stream.Position - _start;

    /// <returns>null, bool, long, BigInteger, double, string, object?[] (a tuple), List, or one of this folder's types</returns>
    /// <exception cref="InvalidDataException">The data is damaged, too large, or has something that is not read.</exception>
    public object? Read()
    {
        while (true)
        {
            if (At > MaximumLength) throw new InvalidDataException($"The pickled data is longer than {MaximumLength} bytes, the most that is read.");
            byte opcode = ReadByte();
            switch (opcode)
            {
                case 0x80: // PROTO
                    int protocol = ReadByte();
                    if (protocol is < 2 or > 5) throw new InvalidDataException($"It is pickled by protocol {protocol}; 2 to 5 are read.");
                    break;
                case 0x95: // FRAME
                    CheckLength(BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(8)));
                    break;
                case (byte)'.':
                    if (_stack.Count != 1 || _marks.Count > 0) throw Damaged($"it stops with {_stack.Count} values in hand, expected 1");
                    return _stack[0];
                case (byte)'(':
                    if (_marks.Count >= MostMarks) throw new InvalidDataException($"Its values are nested deeper than {MostMarks}, the most that is read.");
                    _marks.Push(_stack.Count);
                    break;

                case (byte)'N':
                    Push(null);
                    break;
                case 0x88:
                    Push(true);
                    break;
                case 0x89:
                    Push(false);
                    break;
                case (byte)'K':
                    Push((long)ReadByte());
                    break;
                case (byte)'M':
                    Push((long)BinaryPrimitives.ReadUInt16LittleEndian(ReadBytes(2)));
                    break;
                case (byte)'J':
                    Push((long)BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(4)));
                    break;
                case 0x8A: // LONG1
                    var number = new BigInteger(ReadBytes(ReadByte()));
                    Push(number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number);
                    break;
                case (byte)'G':
                    Push(BinaryPrimitives.ReadDoubleBigEndian(ReadBytes(8)));
                    break;

                case (byte)'X':
                    Push(ReadText(Encoding.UTF8, ReadLength32()));
                    break;
                case 0x8C: // SHORT_BINUNICODE
                    Push(ReadText(Encoding.UTF8, ReadByte()));
                    break;
                case 0x8D: // BINUNICODE8
                    Push(ReadText(Encoding.UTF8, BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(8))));
                    break;
                case (byte)'U': // texts of Python 2
                    Push(ReadText(Encoding.Latin1, ReadByte()));
                    break;
                case (byte)'T':
                    Push(ReadText(Encoding.Latin1, ReadLength32()));
                    break;
                case (byte)'C':
                    SkipBytes(ReadByte());
                    break;
                case (byte)'B':
                    SkipBytes(ReadLength32());
                    break;
                case 0x8E: // BINBYTES8
                    SkipBytes(BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(8)));
                    break;

                case (byte)')':
                    Push(Array.Empty<object?>());
                    break;
                case 0x85 or 0x86 or 0x87: // TUPLE1 to TUPLE3
                    Push(Take(opcode - 0x84));
                    break;
                case (byte)'t':
                    Push(TakeToMark());
                    break;
                case (byte)']':
                    Push(new List<object?>());
                    break;
                case (byte)'a':
                    object? item = Pop();
                    Top<List<object?>>("a list").Add(item);
                    break;
                case (byte)'e':
                    object?[] items = TakeToMark();
                    Top<List<object?>>("a list").AddRange(items);
                    break;
                case (byte)'}':
                    Push(new PickleDictionary());
                    break;
                case (byte)'s':
                    SetItems(Take(2));
                    break;
                case (byte)'u':
                    SetItems(TakeToMark());
                    break;
                case 0x8F: // EMPTY_SET
                    Push(new PickleKinds.Other("a set"));
                    break;
                case 0x90: // ADDITEMS
                    TakeToMark();
                    Top<PickleKinds.Other>("a set");
                    break;
                case 0x91: // FROZENSET
                    TakeToMark();
                    Push(new PickleKinds.Other("a set"));
                    break;

                case (byte)'q':
                    Remember(ReadByte());
                    break;
                case (byte)'r':
                    Remember(ReadLength32());
                    break;
                case 0x94: // MEMOIZE
                    Remember(_memo.Count);
                    break;
                case (byte)'h':
                    Recall(ReadByte());
                    break;
                case (byte)'j':
                    Recall(ReadLength32());
                    break;

                case (byte)'c':
                    Push(TorchClasses.Find(ReadLine(), ReadLine()));
                    break;
                case 0x93: // STACK_GLOBAL
                    Push(Take(2) is [string module, string name] ? TorchClasses.Find(module, name) : throw Damaged("a class is named by something other than two texts"));
                    break;
                case (byte)'R':
                    Push(Take(2) is [PickleClass { Make: { } make }, object?[] arguments] ? Call(make, arguments) : throw Damaged("something is called that is no function, or without arguments"));
                    break;
                case (byte)'b': // attributes, such as the versions of the layers, which say nothing about the values
                    Pop();
                    Top<PickleDictionary>("a dictionary");
                    break;
                case (byte)'Q':
                    Push(storage(Pop()));
                    break;

                default:
                    throw new InvalidDataException(
                        $"It has the opcode {PickleOpcodes.NameOf(opcode)} at byte {At - 1} of its pickled data, which is not read: torch.save writes none of that kind for weights. Nothing of the file was run.");
            }
        }
    }

    private object? Call(Func<object?[], object?> make, object?[] arguments)
    {
        // A dictionary made of a list copies it, a tensor its shape and its strides, and each of them may be named many times.
        foreach (object? argument in arguments) Count(argument switch { List<object?> list => list.Count, object?[] tuple => tuple.Length, _ => 0 });
        return make(arguments);
    }

    private void SetItems(object?[] items)
    {
        if (items.Length % 2 != 0) throw Damaged("a key is without a value");
        var dictionary = Top<PickleDictionary>("a dictionary");
        for (int i = 0; i < items.Length; i += 2) dictionary.Set(items[i], items[i + 1]);
    }

    private void Remember(long place)
    {
        if (_stack.Count == 0) throw Damaged("nothing is remembered");
        Count();
        _memo[place] = _stack[^1];
    }

    private void Recall(long place) => Push(_memo.TryGetValue(place, out object? value) ? value : throw Damaged($"it recalls {place}, which it never remembered"));

    private void Push(object? value)
    {
        Count();
        _stack.Add(value);
    }

    private void Count(int count = 1)
    {
        if ((_values += count) > MostValues) throw new InvalidDataException($"It has more than {MostValues} values beside those of tensors, the most that is read.");
    }

    private object? Pop() => Take(1)[0];

    private object?[] Take(int count)
    {
        if (_stack.Count - (_marks.Count > 0 ? _marks.Peek() : 0) < count) throw Damaged("it takes more values than it has");
        object?[] taken = [.. _stack[^count..]];
        _stack.RemoveRange(_stack.Count - count, count);
        return taken;
    }

    private object?[] TakeToMark()
    {
        if (!_marks.TryPop(out int mark)) throw Damaged("it ends a group that never began");
        object?[] taken = [.. _stack[mark..]];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return taken;
    }

    private T Top<T>(string expected) where T : class =>
        (_stack.Count > 0 ? _stack[^1] : null) as T ?? throw Damaged($"values go into {PickleKinds.Of(_stack.Count > 0 ? _stack[^1] : null)}, expected {expected}");

    private string ReadText(Encoding encoding, ulong length)
    {
        CheckLength(length);
        return encoding.GetString(ReadBytes((int)length));
    }

    private void SkipBytes(ulong length)
    {
        CheckLength(length);
        stream.Position += (long)length;
        Push(new PickleKinds.Other("bytes"));
    }

    private uint ReadLength32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4));

    private string ReadLine()
    {
        var line = new StringBuilder();
        for (byte b = ReadByte(); b != '\n'; b = ReadByte())
        {
            if (line.Length >= LongestName) throw Damaged($"a name is longer than {LongestName} letters");
            line.Append((char)b);
        }
        return line.ToString();
    }

    private byte ReadByte()
    {
        int value = stream.ReadByte();
        return value >= 0 ? (byte)value : throw Truncated();
    }

    /// <param name="count">of bytes, small or checked against the stream's length</param>
    private byte[] ReadBytes(int count)
    {
        var bytes = new byte[count];
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count ? bytes : throw Truncated();
    }

    private void CheckLength(ulong length)
    {
        if (length > (ulong)Math.Max(0, stream.Length - stream.Position)) throw Truncated();
        if (length > (ulong)MaximumLength) throw new InvalidDataException($"The pickled data is longer than {MaximumLength} bytes, the most that is read.");
    }

    private InvalidDataException Truncated() => new($"Its pickled data ends after {At} bytes, before it is complete: the file is truncated or damaged.");

    private InvalidDataException Damaged(string what) => new($"Its pickled data is damaged: at byte {At}, {what}.");
}
