using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

// Writes copies of assemblies, for the compiler only, in which what is internal or private protected is public.
// Private, protected and protected internal stay: raising those would break overrides. Only access bits change, so every
// reference compiled against a copy fits the original.
//   PublicizeReferences FOLDER DLL...
if (args.Length < 2)
{
    Console.Error.WriteLine("usage: PublicizeReferences FOLDER DLL...");
    return 2;
}

Directory.CreateDirectory(args[0]);
foreach (string path in args.Skip(1))
{
    byte[] image = File.ReadAllBytes(path);
    using (var pe = new PEReader(new MemoryStream(image)))
    {
        MetadataReader metadata = pe.GetMetadataReader();
        int start = pe.PEHeaders.MetadataStartOffset;

        // ECMA-335 II.22: a row of TypeDef and Field begins with its flags; in MethodDef they follow RVA (4 bytes) and ImplFlags (2).
        Raise(TableIndex.TypeDef, flagsAt: 0, RaiseType);
        Raise(TableIndex.Field, flagsAt: 0, RaiseMember);
        Raise(TableIndex.MethodDef, flagsAt: 6, RaiseMember);

        void Raise(TableIndex table, int flagsAt, Func<byte, int> raised)
        {
            int at = start + metadata.GetTableMetadataOffset(table) + flagsAt;
            for (int row = 0; row < metadata.GetTableRowCount(table); row++, at += metadata.GetTableRowSize(table))
                image[at] = (byte)(image[at] & ~7 | raised((byte)(image[at] & 7)));
        }
    }

    // To a temporary file and renamed: two builds may run at once.
    string target = Path.Combine(args[0], Path.GetFileName(path)), temporary = $"{target}.{Environment.ProcessId}.tmp";
    File.WriteAllBytes(temporary, image);
    File.Move(temporary, target, overwrite: true);
}

return 0;

// TypeAttributes.VisibilityMask: 0 internal, 1 public, nested: 2 public, 3 private, 4 protected, 5 internal, 6 private protected, 7 protected internal
static int RaiseType(byte access) => access switch { 0 => 1, 5 or 6 => 2, _ => access };

// Field- and MethodAttributes: 0 compiler controlled, 1 private, 2 private protected, 3 internal, 4 protected, 5 protected internal, 6 public
static int RaiseMember(byte access) => access is 2 or 3 ? 6 : access;
