using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The 256 bytes before a model: where its parts are, in which format, and who loads it.</summary>
/// <remarks>The layout is that of ML.NET's model files: header, model, string table, assembly name of the loader, tail.</remarks>
internal sealed class ModelStreamHeader
{
    public const int Size = 0x100;

    private const ulong Head = 0x4C45444F4D004C4D, Tail = 0x4D4C004D4F44454C; // "ML\0MODEL" and its mirror image
    private const uint Written = 0x00010002, Readable = 0x00010002, CanReadBack = 0x00010001, WithAssemblyName = 0x00010002;
    private const int SignatureLength = 24;

    private uint _written = Written, _readable = Readable;
    private long _model = Size, _modelSize, _table, _tableSize, _chars, _charsSize, _tail, _limit, _assembly;
    private uint _assemblySize;

    public ulong ModelSignature { get; private set; }
    public uint ModelWritten { get; private set; }
    public uint ModelReadable { get; private set; }
    public string LoaderSignature { get; private set; } = "";
    public string LoaderSignatureAlt { get; private set; } = "";
    public string AssemblyName { get; private set; }
    public string[] Strings { get; private set; } = [];
    public ModelHeader Summary => new() { ModelSignature = ModelSignature, ModelVerWritten = ModelWritten, ModelVerReadable = ModelReadable };
    public long ModelStart => _model;
    public long ModelEnd => _model + _modelSize;
    public long Limit => _limit;

    public void Set(VersionInfo version)
    {
        (ModelSignature, ModelWritten, ModelReadable) = (version.ModelSignature, version.VerWrittenCur, version.VerReadableCur);
        (LoaderSignature, LoaderSignatureAlt) = (version.LoaderSignature ?? "", version.LoaderSignatureAlt ?? "");
        AssemblyName = version.LoaderAssemblyName;
    }

    public void Check(VersionInfo version)
    {
        Contracts.CheckDecode(ModelSignature == version.ModelSignature, "Unknown file type");
        Contracts.CheckDecode(ModelReadable <= ModelWritten, "Corrupt file header");
        if (ModelReadable > version.VerWrittenCur) throw Unreadable("new", "or older", "Maximum", ModelReadable, version.VerWrittenCur);
        if (ModelWritten < version.VerWeCanReadBack) throw Unreadable("old", "or newer", "Minimum", ModelWritten, version.VerWeCanReadBack);

        Exception Unreadable(string fault, string range, string limit, uint got, uint expected) => Contracts.ExceptDecode(
            $"Cause: ML.NET {typeof(VersionInfo).Assembly.GetName().Version} cannot read component '{version.LoaderSignature}' of the model, "
            + $"because the model is too {fault}.\nSuggestion: Make sure the model is trained with this version {range}.\n"
            + $"Debug details: {limit} expected version {expected}, got {got}.");
    }

    /// <summary>Completes a model whose last byte has been written: strings, assembly name, tail, then the header at the start.</summary>
    public void Write(BinaryWriter writer, long start, IReadOnlyList<string> strings)
    {
        _modelSize = Position() - _model;
        if (strings.Count > 0)
        {
            (_table, _tableSize) = (Position(), strings.Count * sizeof(long));
            long end = 0;
            foreach (string text in strings) writer.Write(end += text.Length * sizeof(char));
            _chars = Position();
            foreach (string text in strings) writer.Write(Encoding.Unicode.GetBytes(text));
            _charsSize = end;
        }
        if (!string.IsNullOrEmpty(AssemblyName))
        {
            (_assembly, _assemblySize) = (Position(), (uint)(AssemblyName.Length * sizeof(char)));
            writer.Write(Encoding.Unicode.GetBytes(AssemblyName));
        }
        _tail = Position();
        writer.Write(Tail);
        _limit = Position();

        writer.Flush();
        writer.BaseStream.Position = start;
        writer.Write(Bytes());
        writer.Flush();
        writer.BaseStream.Position = start + _limit;

        long Position()
        {
            writer.Flush();
            return writer.BaseStream.Position - start;
        }
    }

    /// <summary>Reads and checks all but the model, and leaves the reader at the model.</summary>
    public static ModelStreamHeader Read(BinaryReader reader, long start)
    {
        var header = new ModelStreamHeader();
        byte[] bytes = reader.ReadBytes(Size);
        Contracts.CheckDecode(bytes.Length == Size, "Corrupt model file: the header is cut off");
        header.Parse(new BinaryReader(new MemoryStream(bytes)));
        header.CheckLayout(reader.BaseStream.Length - start);
        header.ReadStrings(reader, start);
        reader.BaseStream.Position = start + header._model;
        return header;
    }

    private byte[] Bytes()
    {
        var stream = new MemoryStream(new byte[Size]);
        var writer = new BinaryWriter(stream);
        writer.Write(Head);
        writer.Write(_written);
        writer.Write(_readable);
        foreach (long place in new[] { _model, _modelSize, _table, _tableSize, _chars, _charsSize }) writer.Write(place);
        writer.Write(ModelSignature);
        writer.Write(ModelWritten);
        writer.Write(ModelReadable);
        writer.Write(Padded(LoaderSignature));
        writer.Write(Padded(LoaderSignatureAlt));
        foreach (long place in new[] { _tail, _limit, _assembly }) writer.Write(place);
        writer.Write(_assemblySize);
        return stream.ToArray();
    }

    private void Parse(BinaryReader reader)
    {
        Contracts.CheckDecode(reader.ReadUInt64() == Head, "Wrong file type");
        (_written, _readable) = (reader.ReadUInt32(), reader.ReadUInt32());
        Contracts.CheckDecode(_readable <= _written, "Corrupt file header");
        Contracts.CheckDecode(_readable <= Written, "File is too new");
        Contracts.CheckDecode(_written >= CanReadBack, "File is too old");
        (_model, _modelSize, _table, _tableSize) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        (_chars, _charsSize) = (reader.ReadInt64(), reader.ReadInt64());
        (ModelSignature, ModelWritten, ModelReadable) = (reader.ReadUInt64(), reader.ReadUInt32(), reader.ReadUInt32());
        LoaderSignature = Encoding.Latin1.GetString(reader.ReadBytes(SignatureLength)).TrimEnd('\0');
        LoaderSignatureAlt = Encoding.Latin1.GetString(reader.ReadBytes(SignatureLength)).TrimEnd('\0');
        (_tail, _limit, _assembly, _assemblySize) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadUInt32());
        if (_written < WithAssemblyName) (_assembly, _assemblySize) = (0, 0);
    }

    // The parts follow each other without gaps; sizes are checked before sums of them are trusted.
    private void CheckLayout(long available)
    {
        foreach (long part in new[] { _modelSize, _tableSize, _charsSize, _assemblySize }) Contracts.CheckDecode(0 <= part && part <= available);
        Contracts.CheckDecode(_model == Size);
        long end = ModelEnd;
        if (_table == 0) Contracts.CheckDecode(_tableSize == 0 && _chars == 0 && _charsSize == 0);
        else
        {
            Contracts.CheckDecode(_table == end && _tableSize > 0 && _tableSize % sizeof(long) == 0);
            Contracts.CheckDecode(_chars == _table + _tableSize && _charsSize % sizeof(char) == 0);
            end = _chars + _charsSize;
        }
        if (_assembly == 0) Contracts.CheckDecode(_assemblySize == 0);
        else
        {
            Contracts.CheckDecode(_assembly == end && _assemblySize % sizeof(char) == 0);
            end = _assembly + _assemblySize;
        }
        Contracts.CheckDecode(_tail == end && _limit == _tail + sizeof(ulong) && _limit <= available);
    }

    private void ReadStrings(BinaryReader reader, long start)
    {
        if (_table > 0)
        {
            reader.BaseStream.Position = start + _table;
            long[] ends = new long[_tableSize / sizeof(long)];
            for (int i = 0; i < ends.Length; i++) ends[i] = reader.ReadInt64();
            Contracts.CheckDecode(ends[^1] == _charsSize);
            Strings = new string[ends.Length];
            for (int i = 0; i < ends.Length; i++)
            {
                long size = ends[i] - (i == 0 ? 0 : ends[i - 1]);
                Contracts.CheckDecode(0 <= size && size <= _charsSize && size % sizeof(char) == 0);
                Strings[i] = Encoding.Unicode.GetString(reader.ReadBytes((int)size));
            }
        }
        if (_assembly > 0)
        {
            reader.BaseStream.Position = start + _assembly;
            AssemblyName = Encoding.Unicode.GetString(reader.ReadBytes((int)_assemblySize));
        }
        reader.BaseStream.Position = start + _tail;
        Contracts.CheckDecode(reader.ReadUInt64() == Tail, "Corrupt model file tail");
    }

    private static byte[] Padded(string signature)
    {
        byte[] bytes = new byte[SignatureLength];
        Encoding.Latin1.GetBytes(signature).CopyTo(bytes, 0);
        return bytes;
    }
}
