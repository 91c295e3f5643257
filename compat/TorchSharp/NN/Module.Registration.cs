using System.Reflection;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // How parts get their names.
        public partial class Module
        {
            private bool _componentsRegistered;

            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid)
                    throw new ArgumentNullException(nameof(param), "A null tensor cannot be registered as a parameter.");
                if (!_parametersByName.TryAdd(name, param)) throw new InvalidOperationException($"Parameter {name} is already registered.");
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null || tensor.IsInvalid)
                    throw new ArgumentNullException(nameof(tensor), "A null tensor cannot be registered as a buffer.");
                if (!_buffersByName.TryAdd(name, (tensor, persistent)))
                    throw new InvalidOperationException($"Tensor {name} is already registered.");
            }

            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null || submodule._disposed)
                {
                    _modulesByName.Remove(name);
                    return;
                }
                if (name.Contains('.')) throw new ArgumentException($"module name can't contain \".\", got: {name}");
                if (string.IsNullOrEmpty(name)) throw new ArgumentException("module name can't be empty string \"\"");
                if (_modulesByName.Contains(name)) throw new InvalidOperationException($"Sub-module {name} is already registered.");
                submodule.RegisterComponents();
                _modulesByName[name] = submodule;
            }

            public void add_module(string name, Module module) => register_module(name, module);

            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            public virtual Parameter? get_parameter(string target)
            {
                if (_parametersByName.TryGet(target, out var found)) return found;
                var (child, rest) = Child(target);
                return child?.get_parameter(rest);
            }

            public virtual Tensor? get_buffer(string target)
            {
                if (_buffersByName.TryGet(target, out var found)) return found.Tensor;
                var (child, rest) = Child(target);
                return child?.get_buffer(rest);
            }

            /// <summary>Registers what the fields hold, under their names or those of their <see cref="ComponentNameAttribute"/>.</summary>
            protected virtual void RegisterComponents()
            {
                if (_componentsRegistered) return;
                foreach (var (field, component) in Fields())
                {
                    if (_modulesByName.Contains(component) || _parametersByName.Contains(component) || _buffersByName.Contains(component))
                        continue;
                    switch (field.GetValue(this))
                    {
                        case Module module: register_module(component, module); break;
                        case Parameter parameter: register_parameter(component, parameter); break;
                        case Tensor tensor: register_buffer(component, tensor); break;
                    }
                }
                _componentsRegistered = true;
            }

            protected void ConditionallyRegisterParameter(string name, Tensor? value) =>
                ConditionallyRegisterParameter(name, value as Parameter);

            protected void ConditionallyRegisterParameter(string name, Parameter? value)
            {
                if (value is null) _parametersByName.Remove(name);
                else _parametersByName[name] = value;
            }

            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is null) _buffersByName.Remove(name);
                else _buffersByName[name] = (value, persistent);
            }

            private (Module? Child, string Remainder) Child(string target)
            {
                int dot = target.IndexOf('.');
                return dot >= 0 && _modulesByName.TryGet(target[..dot], out var child) ? (child, target[(dot + 1)..]) : (null, "");
            }

            private IEnumerable<(FieldInfo Field, string Component)> Fields()
            {
                HashSet<string> seen = [];
                for (Type? type = GetType(); type is not null && type != typeof(object); type = type.BaseType)
                    foreach (var field in type.GetFields(BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance))
                        if (seen.Add(field.Name)) yield return (field, field.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name);
            }
        }
    }
}
