using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A part of a network: it owns its parameters, its buffers and its sub-modules.</summary>
        public partial class Module : IDisposable
        {
            private readonly Registry<Parameter> _parametersByName = new();
            private readonly Registry<(Tensor Tensor, bool Persistent)> _buffersByName = new();
            private readonly Registry<Module> _modulesByName = new();
            private bool _training = true;
            private bool _disposed;

            protected string? name;

            protected Module(string name) => this.name = name;

            ~Module() => Dispose(false);

            public virtual bool training => _training;

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing || _disposed) return;
                foreach (var (_, buffer) in named_buffers(false)) buffer.DetachFromDisposeScope().Dispose();
                foreach (var (_, parameter) in named_parameters(false)) parameter.DetachFromDisposeScope().Dispose();
                foreach (var (_, module) in named_modules()) module.Dispose();
                _disposed = true;
            }

            public virtual string GetName() => string.IsNullOrEmpty(name) ? GetType().Name : name;

            public virtual void train(bool train = true)
            {
                _training = train;
                foreach (var (_, module) in named_children()) module.train(train);
            }

            public virtual void eval() => train(false);

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var (_, parameter) in named_parameters())
                {
                    using var grad = parameter.grad;
                    if (grad is null) continue;
                    if (set_to_none) parameter.grad = null;
                    else using (no_grad()) grad.fill_(0);
                }
            }

            public virtual Module apply(Action<Module> fn)
            {
                foreach (var (_, module) in _modulesByName) module.apply(fn);
                fn(this);
                return this;
            }

            public virtual IEnumerable<(string name, Module module)> named_children() => _modulesByName;

            public virtual IEnumerable<Module> children() => named_children().Select(child => child.module);

            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var child in _modulesByName) yield return child;
                foreach (var (prefix, child) in _modulesByName)
                    foreach (var (name, module) in child.named_modules()) yield return ($"{prefix}.{name}", module);
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(module => module.module);

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                HashSet<nint> seen = [0]; // disposed ones do not count
                foreach (var pair in _parametersByName)
                    if (seen.Add(pair.Item2.handle)) yield return pair;
                if (!recurse) yield break;
                foreach (var (prefix, child) in _modulesByName)
                    foreach (var (name, parameter) in child.named_parameters())
                        if (seen.Add(parameter.handle)) yield return ($"{prefix}.{name}", parameter);
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(pair => pair.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                HashSet<nint> seen = [0];
                foreach (var (name, (buffer, persistent)) in _buffersByName)
                    if (persistent && seen.Add(buffer.handle)) yield return (name, buffer); // as the official library, whatever was asked
                if (!recurse) yield break;
                foreach (var (prefix, child) in _modulesByName)
                    foreach (var (name, buffer) in child.named_buffers(true, include_nonpersistent))
                        if (seen.Add(buffer.handle)) yield return ($"{prefix}.{name}", buffer);
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(pair => pair.buffer);
        }
    }
}
