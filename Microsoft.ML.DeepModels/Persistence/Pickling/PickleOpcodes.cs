namespace Microsoft.ML.DeepModels.Persistence.Pickling;

/// <summary>The names of the opcodes that are not read, for messages (Python's pickletools).</summary>
internal static class PickleOpcodes
{
    public static string NameOf(byte opcode)
    {
        string? name = opcode switch
        {
            (byte)'0' => "POP",
            (byte)'1' => "POP_MARK",
            (byte)'2' => "DUP",
            (byte)'F' => "FLOAT",
            (byte)'I' => "INT",
            (byte)'L' => "LONG",
            (byte)'P' => "PERSID",
            (byte)'S' => "STRING",
            (byte)'V' => "UNICODE",
            (byte)'d' => "DICT",
            (byte)'g' => "GET",
            (byte)'i' => "INST",
            (byte)'l' => "LIST",
            (byte)'o' => "OBJ",
            (byte)'p' => "PUT",
            0x81 => "NEWOBJ",
            0x82 => "EXT1",
            0x83 => "EXT2",
            0x84 => "EXT4",
            0x8B => "LONG4",
            0x92 => "NEWOBJ_EX",
            0x96 => "BYTEARRAY8",
            0x97 => "NEXT_BUFFER",
            0x98 => "READONLY_BUFFER",
            _ => null
        };
        return name is null ? $"0x{opcode:X2}" : $"{name} (0x{opcode:X2})";
    }
}
