using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    // Gradients.
    public partial class Tensor
    {
        public bool requires_grad
        {
            get => Api.ts_requires_grad(Handle) == 1;
            set => Api.Check(Api.ts_set_requires_grad(Handle, value ? 1 : 0));
        }

        public bool is_leaf => Api.ts_is_leaf(Handle) == 1;

        /// <summary>A new object for the gradient at each reading, null where there is none.</summary>
        public Tensor? grad
        {
            get => Api.ts_grad(Handle) is var found && found != 0 ? new Tensor(found) : null;
            set => Api.Check(Api.ts_set_grad(Handle, value?.Handle ?? 0));
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public void retain_grad() => Api.Check(Api.ts_retain_grad(Handle));

        public void backward() => autograd.backward([this]);

        public void backward(
            IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);
    }
}
