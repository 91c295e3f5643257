using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Tensors;

namespace Microsoft.ML.DeepModels.Tests.Architecture;

/// <summary>
/// No scalar of the library is left to the finalizer, which may run while native code reads it: held against the compiled library. The stand-ins have no such
/// scalars, so only the calls themselves can be tested.
/// </summary>
[TestClass]
public class ScalarTests
{
    // The official operators that make a scalar inside: + between tensors is add(y, 1), and those with a number convert it.
    private static readonly string[] s_operators = ["op_Subtraction", "op_Multiply", "op_Division", "op_Modulus", "op_Equality", "op_Inequality",
        "op_LessThan", "op_LessThanOrEqual", "op_GreaterThan", "op_GreaterThanOrEqual"];

    // Official methods that make a scalar whatever they are given: arange's start and step, square's exponent, a threshold, an alpha.
    private static readonly string[] s_always = ["square", "square_", "softplus", "mish", "arange", "linspace", "logspace", "hardtanh", "celu", "celu_", "rsub",
        "threshold", "relu6_", "ToSingle", "ToDouble", "ToHalf", "ToInt16", "ToInt32", "ToInt64", "ToByte", "ToSByte", "ToBoolean"];

    // Official methods that do with this many parameters: add(y) is add(y, 1), and so is add(scalar); elu(x) and elu(x, alpha, inplace) convert alpha.
    private static readonly (string Name, int Parameters)[] s_short =
        [("add", 1), ("add_", 1), ("addcmul", 2), ("addcmul_", 2), ("addcdiv", 2), ("addcdiv_", 2), ("elu", 1), ("elu_", 1)];

    [TestMethod]
    public void Library_MakesScalars_OnlyInScalarMath()
    {
        var broken = Calls().Where(call => call.Caller != nameof(ScalarMath) && (MakesScalar(call) || call is { Type: "Scalar", Name: "op_Implicit" })
            || call.Caller == nameof(ScalarMath) && MakesScalar(call)).Select(call => $"{call.Caller}.{call.Method} calls {call.Type}.{call.Name}({call.Parameters})").ToList();
        Assert.IsEmpty(broken, "these leave a Scalar to the finalizer; use ScalarMath:\n" + string.Join("\n", broken));
        Assert.IsTrue(Calls().Any(call => call is { Caller: nameof(ScalarMath), Type: "Scalar", Name: "op_Implicit" }), "the scan finds scalars where they are");
    }

    private static bool MakesScalar(Call call) => call.Type switch
    {
        "Tensor" => call.Name == "op_Addition" || call.HasNumber && s_operators.Contains(call.Name) || s_always.Contains(call.Name) || s_short.Contains((call.Name, call.Count)),
        // The same as functions take the tensor first.
        "torch" or "special" => s_always.Contains(call.Name) || s_short.Contains((call.Name, call.Count - 1)),
        "functional" => s_always.Contains(call.Name) || call.Name is "elu" or "leaky_relu" or "celu" or "rrelu",
        "TensorExtensionMethods" or "ScalarExtensionMethods" => call.Name == "ToScalar" || call.Type == "TensorExtensionMethods" && s_always.Contains(call.Name),
        _ => false
    };

    /// <summary>Every call of TorchSharp in the library.</summary>
    private static List<Call> Calls()
    {
        using var file = new PEReader(File.OpenRead(typeof(Layer).Assembly.Location));
        var reader = file.GetMetadataReader();
        var names = new TypeUses(file, reader);
        var calls = new List<Call>();
        foreach (var handle in reader.MethodDefinitions)
        {
            var method = reader.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0) continue;
            foreach (var called in TypeUses.Called(file.GetMethodBody(method.RelativeVirtualAddress).GetILReader()))
            {
                var callee = called.Kind == HandleKind.MethodSpecification ? reader.GetMethodSpecification((MethodSpecificationHandle)called).Method : called;
                if (callee.Kind != HandleKind.MemberReference) continue;
                var member = reader.GetMemberReference((MemberReferenceHandle)callee);
                if (member.Parent.Kind != HandleKind.TypeReference || member.GetKind() != MemberReferenceKind.Method) continue;
                var parameters = member.DecodeMethodSignature(names, null).ParameterTypes;
                calls.Add(new Call(Outermost(reader, method.GetDeclaringType()), reader.GetString(method.Name),
                    reader.GetString(reader.GetTypeReference((TypeReferenceHandle)member.Parent).Name), reader.GetString(member.Name),
                    string.Join(", ", parameters.Select(p => p == "" ? "number" : p)), parameters.Length, parameters.Contains("")));
            }
        }
        return calls;
    }

    private static string Outermost(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil) type = reader.GetTypeDefinition(type.GetDeclaringType());
        return reader.GetString(type.Name);
    }

    private sealed record Call(string Caller, string Method, string Type, string Name, string Parameters, int Count, bool HasNumber);
}
