using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>The managed end of a graph node: it lives as long as the native one.</summary>
        internal sealed unsafe class ManagedNode
        {
            private readonly Func<AutogradContext, List<Tensor>, List<Tensor>> _backward;
            private readonly string _name;
            private readonly List<bool> _isTensor = [];
            private List<(long[] Shape, ScalarType Type, Device Device)> _outputs = [];

            private ManagedNode(string name, Func<AutogradContext, List<Tensor>, List<Tensor>> backward) => (_name, _backward) = (name, backward);

            private AutogradContext Context { get; } = new();

            /// <summary>Runs the forward half and hangs its results into the graph.</summary>
            public static List<Tensor> Apply(
                string name, object[] vars, Func<AutogradContext, List<Tensor>> forward, Func<AutogradContext, List<Tensor>, List<Tensor>> backward)
            {
                var node = new ManagedNode(name, backward);
                List<Tensor> inputs = [];
                foreach (object value in vars)
                {
                    bool isTensor = value is Tensor { IsInvalid: false };
                    node._isTensor.Add(isTensor);
                    if (isTensor) inputs.Add((Tensor)value);
                }
                bool executable = is_grad_enabled() && inputs.Exists(input => input.requires_grad);
                List<Tensor> outputs;
                using (no_grad()) outputs = forward(node.Context);

                var self = GCHandle.Alloc(node);
                nint shared = Api.ts_node_new(&Backward, &Free, GCHandle.ToIntPtr(self));
                if (shared == 0)
                {
                    self.Free();
                    throw Api.Failure();
                }
                try
                {
                    var results = node.Wrap(shared, inputs, outputs, executable);
                    if (executable)
                    {
                        node._outputs = results.ConvertAll(result => (result.shape, result.dtype, result.device));
                        node.Context.Node = Api.ts_node_pointer(shared);
                        node.Context.Save(shared);
                    }
                    return results;
                }
                finally
                {
                    Api.ts_node_release(shared);
                }
            }

            private List<Tensor> Wrap(nint shared, List<Tensor> inputs, List<Tensor> outputs, bool executable)
            {
                nint[] from = Handles(inputs), constant = Handles(Context.Constant), dirty = Handles(Context.Dirty), to = Handles(outputs);
                fixed (nint* f = from, c = constant, d = dirty, t = to)
                    Api.Check(Api.ts_node_wrap(shared, f, from.Length, c, constant.Length, d, dirty.Length, t, to.Length, executable ? 1 : 0));
                GC.KeepAlive((inputs, outputs));
                return [.. to.Select(handle => new Tensor(handle))];
            }

            [UnmanagedCallersOnly]
            private static int Backward(nint context, nint* grads, long count, nint* results, long capacity)
            {
                try
                {
                    var node = (ManagedNode)GCHandle.FromIntPtr(context).Target!;
                    List<Tensor> given = [];
                    for (int i = 0; i < count; i++)
                        given.Add(grads[i] != 0 ? new Tensor(grads[i]) : node.Missing(i));
                    var found = node.Checked(node._backward(node.Context, given));
                    for (int i = 0; i < found.Count && i < capacity; i++)
                        results[i] = found[i] is { IsInvalid: false } grad ? Api.ts_alias(grad.Handle) : 0;
                    return 1;
                }
                catch (Exception e)
                {
                    Api.Fail(e);
                    return 0;
                }
            }

            [UnmanagedCallersOnly]
            private static void Free(nint context)
            {
                var self = GCHandle.FromIntPtr(context);
                var node = (ManagedNode)self.Target!;
                node.Context.Node = 0;
                node.Context.Dispose();
                self.Free();
            }

            // The gradient of an output that nothing flowed into: zeros, or as in the official library an empty tensor (never null).
            private Tensor Missing(int output) => Context.MaterializeGrads && output < _outputs.Count
                ? zeros(_outputs[output].Shape, _outputs[output].Type, _outputs[output].Device)
                : new Tensor(0);

            // One gradient for each argument that was a tensor, nothing for the others.
            private List<Tensor> Checked(List<Tensor> grads)
            {
                if (grads.Count > _isTensor.Count && grads.Skip(_isTensor.Count).All(grad => grad is null || grad.IsInvalid))
                    grads = grads.GetRange(0, _isTensor.Count);
                if (grads.Count != _isTensor.Count)
                    throw new NotImplementedException(
                        $"Function {_name} returned an incorrect number of gradients (expected {_isTensor.Count}), got {grads.Count}");
                List<Tensor> kept = [];
                for (int i = 0; i < grads.Count; i++)
                {
                    if (_isTensor[i]) kept.Add(grads[i]);
                    else if (grads[i] is { IsInvalid: false })
                        throw new NotImplementedException(
                            $"Function {_name} returned a gradient different that is defined at position {i + 1}, but the corresponding forward input was not a Tensor");
                }
                return kept;
            }
        }
    }
}
