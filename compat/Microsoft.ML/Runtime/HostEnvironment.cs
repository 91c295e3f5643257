using System.Diagnostics;

namespace Microsoft.ML.Runtime;

/// <summary>The environment behind an <see cref="MLContext"/>, and, below it, the hosts of components.</summary>
internal class HostEnvironment : IHostEnvironmentInternal, ICancelable
{
    private readonly Root _root;
    private readonly HostEnvironment _master;
    private readonly string _name, _parentName;
    private readonly Random _random;
    private readonly object _children = new();
    private readonly Dictionary<string, object> _options = [];
    private List<WeakReference<HostEnvironment>> _hosts = [];

    /// <summary>What all hosts of a context have in common.</summary>
    private sealed record Root(Action<string, ChannelMessage> Listener, ComponentCatalog Catalog, ProgressTracker Progress, int? Seed);

    public HostEnvironment(int? seed, Action<string, ChannelMessage> listener)
    {
        _root = new(listener, new ComponentCatalog(), new ProgressTracker(), seed);
        _random = seed is { } given ? new Random(given) : new Random();
    }

    private HostEnvironment(HostEnvironment master, string name, string parentName, Random random)
    {
        (_root, _master, _name, _parentName, _random) = (master._root, master, name, parentName, random);
        (TempFilePath, GpuDeviceId, FallbackToCpu) = (master.TempFilePath, master.GpuDeviceId, master.FallbackToCpu);
        IsCanceled = master.IsCanceled;
    }

    public ComponentCatalog ComponentCatalog => _root.Catalog;
    public int? Seed => _root.Seed;
    public string TempFilePath { get; set; } = Path.GetTempPath();
    public int? GpuDeviceId { get; set; }
    public bool FallbackToCpu { get; set; }
    public bool IsCanceled { get; private set; }
    public string ContextDescription => "HostEnvironment";

    // The official library skips the direct parent in the names of hosts of hosts.
    private string FullName => _parentName == null ? _name : $"{_parentName}; {_name}";

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        lock (_children)
        {
            var host = new Host(this, name, _master?.FullName, new Random(seed ?? _random.Next()));
            _hosts.RemoveAll(h => !h.TryGetTarget(out _));
            if (!IsCanceled) _hosts.Add(new(host));
            return host;
        }
    }

    public void CancelExecution()
    {
        lock (_children)
        {
            foreach (var child in _hosts)
            {
                if (child.TryGetTarget(out var host)) host.CancelExecution();
            }
            _hosts = [];
            IsCanceled = true;
        }
    }

    public IChannel Start(string name) => new Channel(this, name);

    // Only text messages have listeners in a context.
    public IPipe<TMessage> StartPipe<TMessage>(string name) => new Pipe<TMessage>(this, name);

    public IProgressChannel StartProgressChannel(string name)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        return _root.Progress.Start(name);
    }

    public TException Process<TException>(TException ex) where TException : Exception
    {
        if (ex == null) return null;
        ex.Data["Throwing component"] = "Environment";
        return Contracts.Mark(ex);
    }

    public bool TryAddOption<T>(string name, T value) => _options.TryAdd(Checked(name), value);
    public void SetOption<T>(string name, T value) => _options[Checked(name)] = value;
    public bool RemoveOption(string name) => _options.Remove(Checked(name));

    public bool TryGetOption<T>(string name, out T value)
    {
        bool found = _options.TryGetValue(Checked(name), out object option) && option is T;
        value = found ? (T)option : default;
        return found;
    }

    public T GetOptionOrDefault<T>(string name)
    {
        TryAddOption<T>(name, default);
        return (T)_options[name];
    }

    private static string Checked(string name) => string.IsNullOrWhiteSpace(name) ? throw new ArgumentNullException(nameof(name)) : name;

    private sealed class Host(HostEnvironment master, string name, string parentName, Random random)
        : HostEnvironment(master, name, parentName, random), IHost
    {
        public Random Rand => _random;
    }

    private class Pipe<TMessage>(HostEnvironment host, string name) : IPipe<TMessage>
    {
        private bool _disposed;

        public string ContextDescription => host.FullName == null ? name : $"{host.FullName}; {name}";
        public virtual void Send(TMessage msg) { }

        public TException Process<TException>(TException ex) where TException : Exception
        {
            if (ex == null) return null;
            ex.Data["Throwing component"] = host._name;
            ex.Data["Parent component"] = host._parentName;
            ex.Data["Phase"] = name;
            return Contracts.Mark(ex);
        }

        public void Dispose()
        {
            if (_disposed) return;
            _disposed = true;
            Finish();
        }

        protected virtual void Finish() { }
    }

    private sealed class Channel : Pipe<ChannelMessage>, IChannel
    {
        private readonly Action<string, ChannelMessage> _listener;
        private readonly Stopwatch _watch = Stopwatch.StartNew();

        public Channel(HostEnvironment host, string name) : base(host, name)
        {
            _listener = host._root.Listener;
            Trace(MessageSensitivity.None, "Channel started");
        }

        public override void Send(ChannelMessage msg) => _listener(ContextDescription, msg);
        public void Trace(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Trace, sensitivity, fmt));
        public void Trace(MessageSensitivity sensitivity, string fmt, params object[] args) =>
            Send(new(ChannelMessageKind.Trace, sensitivity, fmt, args));
        public void Error(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Error, sensitivity, fmt));
        public void Error(MessageSensitivity sensitivity, string fmt, params object[] args) =>
            Send(new(ChannelMessageKind.Error, sensitivity, fmt, args));
        public void Warning(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Warning, sensitivity, fmt));
        public void Warning(MessageSensitivity sensitivity, string fmt, params object[] args) =>
            Send(new(ChannelMessageKind.Warning, sensitivity, fmt, args));
        public void Info(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Info, sensitivity, fmt));
        public void Info(MessageSensitivity sensitivity, string fmt, params object[] args) =>
            Send(new(ChannelMessageKind.Info, sensitivity, fmt, args));

        protected override void Finish()
        {
            Trace(MessageSensitivity.None, "Channel finished. Elapsed {0:c}.", _watch.Elapsed);
            Trace(MessageSensitivity.None, "Channel disposed");
        }
    }
}
