using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Microsoft.ML.Data;

/// <summary>Small helpers.</summary>
internal static class Utilities
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    /// <summary>Calls a generic method with a type that is known only at run time; exceptions come through as they are.</summary>
    public static object Generic(object target, string method, Type type, params object[] arguments)
    {
        try { return target.GetType().GetMethod(method, Any).MakeGenericMethod(type).Invoke(target, arguments); }
        catch (TargetInvocationException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException);
            throw;
        }
    }
}
