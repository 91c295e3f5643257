using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>What the forward half of a function leaves for the backward half.</summary>
        public class AutogradContext : IDisposable
        {
            private readonly Dictionary<string, object> _data = [];
            private readonly object _gate = new();
            private List<Tensor> _toSave = [];
            private List<nint> _saved = [];

            internal AutogradContext()
            {
            }

            public bool MaterializeGrads { get; private set; } = true;

            /// <summary>The native node while it lives.</summary>
            internal nint Node { get; set; }

            internal List<Tensor> Dirty { get; private set; } = [];

            internal List<Tensor> Constant { get; private set; } = [];

            public void save_for_backward(List<Tensor> tensors) => _toSave = tensors;

            public void save_data(string key, object value) => _data[key] = value;

            public object? get_data(string key) => _data.GetValueOrDefault(key);

            public void mark_dirty(List<Tensor> tensors) => Dirty = [.. tensors];

            public void mark_non_differentiable(List<Tensor> tensors) => Constant = [.. tensors];

            public void set_materialize_grads(bool value) => MaterializeGrads = value;

            public unsafe List<Tensor> get_saved_variables()
            {
                lock (_gate)
                {
                    List<Tensor> tensors = [];
                    foreach (nint saved in _saved)
                    {
                        nint handle = 0;
                        if (saved != 0) Api.Check(Api.ts_saved_unpack(saved, Node, &handle));
                        tensors.Add(handle != 0 ? new Tensor(handle) : null!);
                    }
                    return tensors;
                }
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                List<nint> gone;
                lock (_gate) (gone, _saved) = (_saved, []);
                foreach (nint saved in gone)
                    if (saved != 0) Api.ts_saved_delete(saved);
            }

            internal void Save(nint sharedNode)
            {
                foreach (var tensor in _toSave)
                    _saved.Add(tensor is null || tensor.IsInvalid ? 0 : Api.Check(Api.ts_saved_new(tensor.Handle, sharedNode)));
                _toSave = [];
            }
        }
    }
}
