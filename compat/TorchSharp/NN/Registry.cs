using System.Collections;

namespace TorchSharp;

/// <summary>Things by name, in the order of registration.</summary>
internal sealed class Registry<T> : IEnumerable<(string, T)>
{
    private readonly List<string> _names = [];
    private readonly Dictionary<string, T> _byName = [];

    public T this[string name]
    {
        set
        {
            if (!_byName.ContainsKey(name)) _names.Add(name);
            _byName[name] = value;
        }
    }

    public bool Contains(string name) => _byName.ContainsKey(name);

    public bool TryGet(string name, out T value) => _byName.TryGetValue(name, out value!);

    public bool TryAdd(string name, T value)
    {
        if (!_byName.TryAdd(name, value)) return false;
        _names.Add(name);
        return true;
    }

    public void Remove(string name)
    {
        if (_byName.Remove(name)) _names.Remove(name);
    }

    public IEnumerator<(string, T)> GetEnumerator()
    {
        for (int i = 0; i < _names.Count; i++) yield return (_names[i], _byName[_names[i]]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
