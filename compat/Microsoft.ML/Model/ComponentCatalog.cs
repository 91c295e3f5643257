using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>The loadable classes of the assemblies that a context knows.</summary>
public sealed class ComponentCatalog
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic;

    private readonly object _lock = new();
    private readonly HashSet<string> _assemblies = [];
    private readonly Dictionary<(string Name, Type Signature), Loadable> _classes = [];

    internal ComponentCatalog() { }

    /// <summary>How a class comes to life: by its static Create method or its constructor, with the environment first if it takes one.</summary>
    private sealed record Loadable(Type Type, Func<object[], object> Create, bool TakesEnvironment, int ParameterCount);

    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        lock (_lock)
        {
            if (!_assemblies.Add(assembly.FullName)) return;
            foreach (var attribute in assembly.GetCustomAttributes<LoadableClassAttributeBase>())
            {
                var loadable = Find(attribute);
                if (loadable == null && throwOnError)
                {
                    throw Contracts.Except($"Can't instantiate loadable class '{attribute.InstanceType.Name}' with name '{attribute.LoadNames[0]}': "
                        + "no suitable constructor or Create method");
                }
                if (loadable == null) continue;
                foreach (var signature in attribute.SigTypes)
                {
                    foreach (string name in attribute.LoadNames)
                    {
                        if (_classes.TryAdd((name.ToLowerInvariant(), signature), loadable) || !throwOnError) continue;
                        throw Contracts.Except($"ComponentCatalog cannot map name '{name}' and SignatureType '{signature}' to {loadable.Type.Name}, "
                            + "already mapped to another.");
                    }
                }
            }
        }
    }

    internal static bool TryCreateInstance<TRes, TSig>(IHostEnvironment env, out TRes result, string name, string options, params object[] extra)
        where TRes : class
    {
        Contracts.CheckValue(env, nameof(env));
        result = null;
        var catalog = env.ComponentCatalog;
        Loadable loadable;
        lock (catalog._lock)
        {
            if (!catalog._classes.TryGetValue(((name ?? "").ToLowerInvariant().Trim(), typeof(TSig)), out loadable)) return false;
        }
        if (!typeof(TRes).IsAssignableFrom(loadable.Type))
            throw env.Except("Loadable class '{0}' does not derive from '{1}'", name, typeof(TRes).FullName);
        if (loadable.ParameterCount != extra.Length)
        {
            throw env.Except("Wrong number of extra parameters for loadable class '{0}', need '{1}', given '{2}'", name, loadable.ParameterCount,
                extra.Length);
        }
        try
        {
            result = (TRes)loadable.Create(loadable.TakesEnvironment ? [env, .. extra] : extra);
            return true;
        }
        catch (TargetInvocationException e) when (e.InnerException.IsMarked())
        {
            throw Contracts.Except(null, e, "Error during class instantiation");
        }
    }

    private static Loadable Find(LoadableClassAttributeBase attribute)
    {
        // Classes with settings are not loaded here: models carry none.
        if (attribute.ArgType != null) return null;
        Type[] parameters = attribute.CtorTypes, withEnvironment = [typeof(IHostEnvironment), .. parameters];
        foreach (var types in new[] { parameters, withEnvironment })
        {
            bool environment = types == withEnvironment;
            var create = attribute.LoaderType.GetMethod("Create", Any | BindingFlags.Static, types);
            if (create != null && create.ReturnType == attribute.InstanceType)
                return new(attribute.InstanceType, arguments => create.Invoke(null, arguments), environment, parameters.Length);
            var constructor = attribute.InstanceType.IsAssignableFrom(attribute.LoaderType)
                ? attribute.LoaderType.GetConstructor(Any | BindingFlags.Instance, types) : null;
            if (constructor != null) return new(attribute.InstanceType, constructor.Invoke, environment, parameters.Length);
        }
        return null;
    }
}
