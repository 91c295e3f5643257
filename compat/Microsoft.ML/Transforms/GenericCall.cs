using System.Reflection;

namespace Microsoft.ML.Transforms;

/// <summary>Calls a generic method with type arguments known only at run time.</summary>
internal static class GenericCall
{
    /// <param name="method">the method with any type arguments; they are replaced by <paramref name="types"/></param>
    public static TResult Invoke<TResult>(Delegate method, Type[] types, params object[] arguments) =>
        (TResult)method.Method.GetGenericMethodDefinition().MakeGenericMethod(types)
            .Invoke(method.Target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
}
