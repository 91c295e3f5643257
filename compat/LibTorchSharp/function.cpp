// Autograd functions whose two halves are managed code: a graph node that calls back.
#include "common.h"

#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/saved_variable.h>
#include <torch/csrc/autograd/variable.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace ts {

using namespace torch::autograd;

// Gradients in (owned by the callee), gradients out (owned by the caller); false with ts_set_error when it failed.
using Backward = int32_t (*)(void* context, const Handle* in, int64_t in_count, Handle* out, int64_t out_count);
using Free = void (*)(void* context);

struct ManagedNode : Node {
  ManagedNode(Backward backward, Free free, void* context) : backward_(backward), free_(free), context_(context) {}
  ~ManagedNode() override { free_(context_); }

  variable_list apply(variable_list&& grads) override {
    std::vector<Handle> in, out(num_outputs(), nullptr);
    for (auto& grad : grads) in.push_back(give(std::move(grad)));
    if (!backward_(context_, in.data(), in.size(), out.data(), out.size())) throw std::runtime_error(message());
    variable_list results;
    for (auto handle : out)
      results.push_back(handle ? at::Tensor(c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::reclaim(handle)) : at::Tensor());
    return results;
  }

  std::string name() const override { return "ManagedFunction"; }

 private:
  static std::string message();

  Backward backward_;
  Free free_;
  void* context_;
};

extern thread_local std::string last_error;

std::string ManagedNode::message() { return last_error; }

bool among(const Handle* handles, int64_t count, const at::Tensor& tensor) {
  return std::find(handles, handles + count, tensor.unsafeGetTensorImpl()) != handles + count;
}

at::Tensor view_of(const at::Tensor& tensor) {
  at::NoGradGuard no_grad;
  return tensor.view_as(tensor);
}

// An output of the forward half as the caller gets it.
at::Tensor attach(const std::shared_ptr<Node>& node, at::Tensor output, bool is_input, bool is_dirty, bool differentiable, bool sole) {
  // No gradient can flow into the others.
  uint32_t number = !node ? 0 : differentiable ? node->add_input_metadata(output) : node->add_input_metadata(Node::undefined_input());
  if (!output.defined()) return output;
  if (differentiable && is_dirty) {
    if (output.is_leaf() && output.requires_grad())
      throw std::runtime_error("a leaf Variable that requires grad has been used in an in-place operation.");
    if (output.is_view() && !sole) throw std::runtime_error("a function that changes a view in place must have no other output.");
    impl::rebase_history(output, {node, number});
  } else if (differentiable) {
    if (is_input) output = view_of(output); // an input cannot get a second history
    impl::set_gradient_edge(output, {node, number});
  } else if (output.requires_grad()) {
    if (is_input) output = output.detach();
    else if (!output.is_view()) output.detach_();
  } else if (is_input && !is_dirty) {
    output = view_of(output);
  }
  return output;
}

// A view that left a function must not be changed in place: its history is the function's, not that of what it is a view of.
void restrict_view(const at::Tensor& tensor, CreationMeta meta) {
  if (!tensor.defined() || !tensor.is_view()) return;
  auto view = impl::get_view_autograd_meta(tensor);
  if (view && view->has_bw_view()) view->set_creation_meta(meta);
}

} // namespace ts

using namespace ts;
using SharedNode = std::shared_ptr<ManagedNode>;

TS_EXPORT void* ts_node_new(Backward backward, Free free, void* context) {
  return guarded<void*>(nullptr, [&] {
    // As libtorch makes its own nodes: deleting a long chain of them must not recurse.
    return new SharedNode(new ManagedNode(backward, free, context), torch::autograd::deleteNode);
  });
}

// Gives up the caller's share; the graph keeps its own.
TS_EXPORT void ts_node_release(void* node) { delete static_cast<SharedNode*>(node); }

TS_EXPORT void* ts_node_pointer(void* node) { return static_cast<SharedNode*>(node)->get(); }

// Makes the outputs of the forward half results of the node. `outputs` is replaced by handles that the caller owns.
TS_EXPORT int64_t ts_node_wrap(
    void* shared, const Handle* inputs, int64_t input_count, const Handle* constant, int64_t constant_count, const Handle* dirty,
    int64_t dirty_count, Handle* outputs, int64_t output_count, int64_t executable) {
  return guarded<int64_t>(-1, [&]() -> int64_t {
    std::shared_ptr<torch::autograd::Node> node;
    if (executable) {
      node = *static_cast<SharedNode*>(shared);
      node->set_next_edges(torch::autograd::collect_next_edges(borrow_all(inputs, input_count)));
      node->clear_input_metadata();
    }
    for (int64_t i = 0; i < dirty_count; i++) {
      if (!among(outputs, output_count, borrow(dirty[i])))
        throw std::runtime_error("a tensor marked as dirty was not returned: what is changed in place has to be an output of the function.");
      dirty[i]->bump_version();
    }
    std::vector<at::Tensor> wrapped;
    int64_t differentiable_count = 0;
    for (int64_t i = 0; i < output_count; i++) {
      at::Tensor output = borrow(outputs[i]);
      bool is_input = among(inputs, input_count, output), is_dirty = among(dirty, dirty_count, output);
      bool differentiable = node && output.defined() && !among(constant, constant_count, output) &&
          torch::autograd::isDifferentiableType(output.scalar_type());
      wrapped.push_back(attach(node, std::move(output), is_input, is_dirty, differentiable, output_count == 1));
      if (!is_input || !is_dirty) restrict_view(wrapped.back(), torch::autograd::CreationMeta::IN_CUSTOM_FUNCTION);
      differentiable_count += differentiable;
    }
    if (differentiable_count > 1)
      for (const auto& output : wrapped) restrict_view(output, torch::autograd::CreationMeta::MULTI_OUTPUT_NODE);
    for (int64_t i = 0; i < output_count; i++) outputs[i] = give(std::move(wrapped[i]));
    return 0;
  });
}

// A tensor kept for the backward half; one that the node itself computed is kept without a cycle.
TS_EXPORT void* ts_saved_new(Handle handle, void* shared) {
  return guarded<void*>(nullptr, [&]() -> void* {
    auto tensor = borrow(handle);
    bool is_output = tensor.defined() && tensor.grad_fn() == *static_cast<SharedNode*>(shared);
    return new torch::autograd::SavedVariable(tensor, is_output);
  });
}

// `node` comes from ts_node_pointer and has to be alive.
TS_EXPORT int64_t ts_saved_unpack(void* saved, void* node, Handle* result) {
  return guarded<int64_t>(-1, [&]() -> int64_t {
    std::shared_ptr<torch::autograd::Node> owner = node ? static_cast<ManagedNode*>(node)->shared_from_this() : nullptr;
    *result = give(static_cast<torch::autograd::SavedVariable*>(saved)->unpack(owner));
    return 0;
  });
}

// A saved tensor may hold the last share of another node, which lets go of its own saved tensors in turn: they take their
// turn in a list, for a long chain of nodes must not become a deep stack.
TS_EXPORT void ts_saved_delete(void* saved) {
  static thread_local std::vector<std::unique_ptr<torch::autograd::SavedVariable>> waiting;
  static thread_local bool busy = false;
  waiting.emplace_back(static_cast<torch::autograd::SavedVariable*>(saved));
  if (busy) return;
  busy = true;
  while (!waiting.empty()) {
    auto next = std::move(waiting.back());
    waiting.pop_back();
  }
  busy = false;
}
