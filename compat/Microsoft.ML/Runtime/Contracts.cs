namespace Microsoft.ML.Runtime;

/// <summary>Checks, and the exceptions that they throw, marked with the component that found the fault.</summary>
internal static class Contracts
{
    private const string MarkedKey = "ML_IsMarked";

    public static bool IsMarked(this Exception ex) => ex?.Data.Contains(MarkedKey) == true;

    public static TException Mark<TException>(TException ex) where TException : Exception
    {
        if (ex != null) ex.Data[MarkedKey] = true;
        return ex;
    }

    public static TException Process<TException>(this TException ex, IExceptionContext ectx = null) where TException : Exception =>
        ectx == null ? Mark(ex) : ectx.Process(ex);

    public static Exception Except(string msg) => Process(new InvalidOperationException(msg));
    public static Exception Except(this IExceptionContext ctx, string msg) => Process(new InvalidOperationException(msg), ctx);
    public static Exception Except(string msg, params object[] args) => Process(new InvalidOperationException(Text(msg, args)));
    public static Exception Except(this IExceptionContext ctx, string msg, params object[] args) =>
        Process(new InvalidOperationException(Text(msg, args)), ctx);
    public static Exception Except(this IExceptionContext ctx, Exception inner, string msg) =>
        Process(new InvalidOperationException(msg, inner), ctx);

    public static Exception ExceptUserArg(string name, string msg) => Process(new ArgumentOutOfRangeException(name, msg));
    public static Exception ExceptUserArg(this IExceptionContext ctx, string name, string msg) =>
        Process(new ArgumentOutOfRangeException(name, msg), ctx);
    public static Exception ExceptUserArg(this IExceptionContext ctx, string name, string msg, params object[] args) =>
        Process(new ArgumentOutOfRangeException(name, Text(msg, args)), ctx);

    public static Exception ExceptParam(string paramName) => Process(new ArgumentOutOfRangeException(paramName));
    public static Exception ExceptParam(this IExceptionContext ctx, string paramName) => Process(new ArgumentOutOfRangeException(paramName), ctx);
    public static Exception ExceptParam(string paramName, string msg) => Process(new ArgumentOutOfRangeException(paramName, msg));
    public static Exception ExceptParam(this IExceptionContext ctx, string paramName, string msg) =>
        Process(new ArgumentOutOfRangeException(paramName, msg), ctx);
    public static Exception ExceptParam(string paramName, string msg, params object[] args) =>
        Process(new ArgumentOutOfRangeException(paramName, Text(msg, args)));
    public static Exception ExceptParam(this IExceptionContext ctx, string paramName, string msg, params object[] args) =>
        Process(new ArgumentOutOfRangeException(paramName, Text(msg, args)), ctx);

    public static Exception ExceptValue(string paramName) => Process(new ArgumentNullException(paramName));
    public static Exception ExceptValue(this IExceptionContext ctx, string paramName) => Process(new ArgumentNullException(paramName), ctx);
    public static Exception ExceptValue(this IExceptionContext ctx, string paramName, string msg) =>
        Process(new ArgumentNullException(paramName, msg), ctx);

    public static Exception ExceptEmpty(string paramName) => ExceptParam(paramName, paramName + " cannot be null or empty");
    public static Exception ExceptEmpty(this IExceptionContext ctx, string paramName) =>
        ExceptParam(ctx, paramName, paramName + " cannot be null or empty");
    public static Exception ExceptEmpty(this IExceptionContext ctx, string paramName, string msg) => ExceptParam(ctx, paramName, msg);
    public static Exception ExceptWhiteSpace(string paramName) => ExceptParam(paramName, paramName + " cannot be null or white space");
    public static Exception ExceptWhiteSpace(this IExceptionContext ctx, string paramName) =>
        ExceptParam(ctx, paramName, paramName + " cannot be null or white space");

    public static Exception ExceptDecode() => Process(new FormatException());
    public static Exception ExceptDecode(this IExceptionContext ctx) => Process(new FormatException(), ctx);
    public static Exception ExceptDecode(string msg) => Process(new FormatException(msg));
    public static Exception ExceptDecode(this IExceptionContext ctx, string msg) => Process(new FormatException(msg), ctx);
    public static Exception ExceptDecode(string msg, params object[] args) => Process(new FormatException(Text(msg, args)));
    public static Exception ExceptDecode(this IExceptionContext ctx, string msg, params object[] args) =>
        Process(new FormatException(Text(msg, args)), ctx);
    public static Exception ExceptDecode(Exception inner, string msg) => Process(new FormatException(msg, inner));
    public static Exception ExceptDecode(this IExceptionContext ctx, Exception inner, string msg) =>
        Process(new FormatException(msg, inner), ctx);

    public static Exception ExceptIO(string msg) => Process(new IOException(msg));
    public static Exception ExceptIO(this IExceptionContext ctx, string msg) => Process(new IOException(msg), ctx);
    public static Exception ExceptIO(this IExceptionContext ctx, Exception inner, string msg) => Process(new IOException(msg, inner), ctx);

    public static Exception ExceptNotSupp(string msg) => Process(new NotSupportedException(msg));
    public static Exception ExceptNotSupp(this IExceptionContext ctx, string msg) => Process(new NotSupportedException(msg), ctx);

    public static Exception ExceptSchemaMismatch(string paramName, string columnRole, string columnName) =>
        ExceptParam(paramName, Missing(columnRole, columnName));
    public static Exception ExceptSchemaMismatch(this IExceptionContext ctx, string paramName, string columnRole, string columnName) =>
        ExceptParam(ctx, paramName, Missing(columnRole, columnName));
    public static Exception ExceptSchemaMismatch(string paramName, string columnRole, string columnName, string expectedType, string actualType) =>
        ExceptParam(paramName, Mismatch(columnRole, columnName, expectedType, actualType));
    public static Exception ExceptSchemaMismatch(this IExceptionContext ctx, string paramName, string columnRole, string columnName,
        string expectedType, string actualType) => ExceptParam(ctx, paramName, Mismatch(columnRole, columnName, expectedType, actualType));

    public static void Check(bool f, string msg)
    {
        if (!f) throw Except(msg);
    }

    public static void Check(this IExceptionContext ctx, bool f)
    {
        if (!f) throw Process(new InvalidOperationException(), ctx);
    }

    public static void Check(this IExceptionContext ctx, bool f, string msg)
    {
        if (!f) throw Except(ctx, msg);
    }

    public static void CheckUserArg(this IExceptionContext ctx, bool f, string name, string msg)
    {
        if (!f) throw ExceptUserArg(ctx, name, msg);
    }

    public static void CheckParam(bool f, string paramName)
    {
        if (!f) throw ExceptParam(paramName);
    }

    public static void CheckParam(this IExceptionContext ctx, bool f, string paramName)
    {
        if (!f) throw ExceptParam(ctx, paramName);
    }

    public static void CheckParam(bool f, string paramName, string msg)
    {
        if (!f) throw ExceptParam(paramName, msg);
    }

    public static void CheckParam(this IExceptionContext ctx, bool f, string paramName, string msg)
    {
        if (!f) throw ExceptParam(ctx, paramName, msg);
    }

    public static void CheckValue<T>(T val, string paramName) where T : class
    {
        if (val is null) throw ExceptValue(paramName);
    }

    public static void CheckValue<T>(this IExceptionContext ctx, T val, string paramName) where T : class
    {
        if (val is null) throw ExceptValue(ctx, paramName);
    }

    public static T CheckRef<T>(T val, string paramName) where T : class => val ?? throw ExceptValue(paramName);
    public static T CheckRef<T>(this IExceptionContext ctx, T val, string paramName) where T : class => val ?? throw ExceptValue(ctx, paramName);

    public static string CheckNonEmpty(string s, string paramName) => string.IsNullOrEmpty(s) ? throw ExceptEmpty(paramName) : s;
    public static string CheckNonEmpty(this IExceptionContext ctx, string s, string paramName) =>
        string.IsNullOrEmpty(s) ? throw ExceptEmpty(ctx, paramName) : s;
    public static string CheckNonEmpty(this IExceptionContext ctx, string s, string paramName, string msg) =>
        string.IsNullOrEmpty(s) ? throw ExceptEmpty(ctx, paramName, msg) : s;
    public static T[] CheckNonEmpty<T>(this IExceptionContext ctx, T[] args, string paramName) =>
        args is { Length: > 0 } ? args : throw ExceptEmpty(ctx, paramName);
    public static string CheckNonWhiteSpace(string s, string paramName) => string.IsNullOrWhiteSpace(s) ? throw ExceptWhiteSpace(paramName) : s;
    public static string CheckNonWhiteSpace(this IExceptionContext ctx, string s, string paramName) =>
        string.IsNullOrWhiteSpace(s) ? throw ExceptWhiteSpace(ctx, paramName) : s;

    public static void CheckDecode(bool f)
    {
        if (!f) throw ExceptDecode();
    }

    public static void CheckDecode(this IExceptionContext ctx, bool f)
    {
        if (!f) throw ExceptDecode(ctx);
    }

    public static void CheckDecode(bool f, string msg)
    {
        if (!f) throw ExceptDecode(msg);
    }

    public static void CheckDecode(this IExceptionContext ctx, bool f, string msg)
    {
        if (!f) throw ExceptDecode(ctx, msg);
    }

    public static void CheckAlive(this IHostEnvironment env)
    {
        if (env is ICancelable { IsCanceled: true }) throw Process(new OperationCanceledException("Operation was canceled."), env);
    }

    private static string Missing(string role, string name) => $"Could not find {role} column '{name}'";

    private static string Mismatch(string role, string name, string expected, string actual) =>
        actual == null ? Missing(role, name) : $"Schema mismatch for {role} column '{name}': expected {expected}, got {actual}";

    private static string Text(string format, object[] args)
    {
        try { return string.Format(format, args); }
        catch (FormatException) { return $"{format} ({string.Join(", ", args)})"; }
    }
}
