using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Microsoft.ML.DeepModels.Tests.Architecture;

/// <summary>Every type that a type of an assembly names: base, interfaces, fields, signatures, locals and the calls in its methods.</summary>
internal sealed class TypeUses(PEReader file, MetadataReader reader) : ISignatureTypeProvider<string, object?>
{
    private static readonly Dictionary<ushort, OpCode> s_opCodes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => unchecked((ushort)code.Value));

    private readonly HashSet<(string Namespace, string Type)> _found = [];

    public IEnumerable<(string Namespace, string Type)> Of(TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        Add(type.BaseType);
        foreach (var implemented in type.GetInterfaceImplementations()) Add(reader.GetInterfaceImplementation(implemented).Interface);
        foreach (var field in type.GetFields()) reader.GetFieldDefinition(field).DecodeSignature(this, null);
        foreach (var methodHandle in type.GetMethods())
        {
            var method = reader.GetMethodDefinition(methodHandle);
            method.DecodeSignature(this, null);
            if (method.RelativeVirtualAddress == 0) continue;
            var body = file.GetMethodBody(method.RelativeVirtualAddress);
            if (!body.LocalSignature.IsNil) reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(this, null);
            AddCode(body.GetILReader());
        }
        return _found;
    }

    /// <summary>The methods (and fields) that code names.</summary>
    public static IEnumerable<EntityHandle> Called(BlobReader code) =>
        Named(code).Where(handle => handle.Kind is HandleKind.MemberReference or HandleKind.MethodDefinition or HandleKind.MethodSpecification);

    private void AddCode(BlobReader code)
    {
        foreach (var handle in Named(code)) Add(handle);
    }

    /// <summary>The methods, fields and types that code names.</summary>
    private static List<EntityHandle> Named(BlobReader code)
    {
        var found = new List<EntityHandle>();
        while (code.RemainingBytes > 0)
        {
            ushort value = code.ReadByte();
            if (value == 0xFE) value = (ushort)(value << 8 | code.ReadByte());
            var operand = s_opCodes[value].OperandType;
            switch (operand)
            {
                case OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok:
                    found.Add((EntityHandle)MetadataTokens.Handle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    int targets = code.ReadInt32();
                    code.Offset += 4 * targets;
                    break;
                default:
                    code.Offset += Length(operand);
                    break;
            }
        }
        return found;
    }

    private static int Length(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4
    };

    private void Add(EntityHandle handle)
    {
        if (handle.IsNil) return;
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition: GetTypeFromDefinition(reader, (TypeDefinitionHandle)handle, 0); break;
            case HandleKind.TypeReference: GetTypeFromReference(reader, (TypeReferenceHandle)handle, 0); break;
            case HandleKind.TypeSpecification: reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null); break;
            case HandleKind.MethodDefinition: Add(reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType()); break;
            case HandleKind.FieldDefinition: Add(reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType()); break;
            case HandleKind.MethodSpecification:
                var method = reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                method.DecodeSignature(this, null);
                Add(method.Method);
                break;
            case HandleKind.MemberReference:
                var member = reader.GetMemberReference((MemberReferenceHandle)handle);
                Add(member.Parent);
                if (member.GetKind() == MemberReferenceKind.Field) member.DecodeFieldSignature(this, null);
                else member.DecodeMethodSignature(this, null);
                break;
        }
    }

    private string Add(string space, string name)
    {
        _found.Add((space, name));
        return name;
    }

    public string GetTypeFromDefinition(MetadataReader metadata, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        var type = metadata.GetTypeDefinition(handle);
        var outer = type;
        while (!outer.GetDeclaringType().IsNil) outer = metadata.GetTypeDefinition(outer.GetDeclaringType());
        return Add(metadata.GetString(outer.Namespace), metadata.GetString(type.Name));
    }

    public string GetTypeFromReference(MetadataReader metadata, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var type = metadata.GetTypeReference(handle);
        var outer = type;
        while (outer.ResolutionScope.Kind == HandleKind.TypeReference) outer = metadata.GetTypeReference((TypeReferenceHandle)outer.ResolutionScope);
        return Add(metadata.GetString(outer.Namespace), metadata.GetString(type.Name));
    }

    public string GetTypeFromSpecification(MetadataReader metadata, object? context, TypeSpecificationHandle handle, byte rawTypeKind) =>
        metadata.GetTypeSpecification(handle).DecodeSignature(this, context);

    public string GetArrayType(string elementType, ArrayShape shape) => elementType;
    public string GetByReferenceType(string elementType) => elementType;
    public string GetFunctionPointerType(MethodSignature<string> signature) => "";
    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => genericType;
    public string GetGenericMethodParameter(object? genericContext, int index) => "";
    public string GetGenericTypeParameter(object? genericContext, int index) => "";
    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;
    public string GetPinnedType(string elementType) => elementType;
    public string GetPointerType(string elementType) => elementType;
    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => "";
    public string GetSZArrayType(string elementType) => elementType;
}
