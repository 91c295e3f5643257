using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Running graphs backwards.</summary>
    public static partial class autograd
    {
        public static unsafe IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false,
            bool create_graph = false, bool allow_unused = false)
        {
            nint[] from = Handles(outputs), to = Handles(inputs), grads = Handles(grad_outputs), results = new nint[inputs.Count];
            fixed (nint* f = from, t = to, g = grads, r = results)
                Api.Check(Api.ts_autograd_grad(
                    f, from.Length, t, to.Length, g, grads.Length, retain_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, r));
            Keep(outputs, inputs, grad_outputs);
            return [.. results.Select(handle => new Tensor(handle))];
        }

        public static unsafe void backward(
            IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null)
        {
            nint[] from = Handles(tensors), to = Handles(inputs), grads = Handles(grad_tensors);
            fixed (nint* f = from, t = to, g = grads)
                Api.Check(Api.ts_backward(
                    f, from.Length, g, grads.Length, retain_graph ?? create_graph ? 1 : 0, create_graph ? 1 : 0, t, to.Length));
            Keep(tensors, inputs, grad_tensors);
        }

        public static void backward(
            Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(
            Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        public static AnomalyMode detect_anomaly(bool check_nan = true) => new(true, check_nan);

        public static AnomalyMode set_detect_anomaly(bool mode, bool check_nan = true) => new(mode, check_nan);

        internal static nint[] Handles(IList<Tensor>? tensors)
        {
            if (tensors is null) return [];
            var handles = new nint[tensors.Count];
            for (int i = 0; i < handles.Length; i++) handles[i] = tensors[i].Handle;
            return handles;
        }

        private static void Keep(params object?[] used)
        {
            foreach (object? one in used) GC.KeepAlive(one);
        }
    }
}
