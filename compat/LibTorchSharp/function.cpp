// Autograd functions whose two halves are managed code: a graph node that calls back.
#include "common.h"

#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/saved_variable.h>
#include <torch/csrc/autograd/variable.h>

#include <algorithm>

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
    auto& node = *static_cast<SharedNode*>(shared);
    if (executable) {
      node->set_next_edges(torch::autograd::collect_next_edges(borrow_all(inputs, input_count)));
      node->clear_input_metadata();
    }
    std::vector<at::Tensor> wrapped;
    for (int64_t i = 0; i < output_count; i++) {
      at::Tensor output = borrow(outputs[i]);
      if (!output.defined()) {
        if (executable) node->add_input_metadata(torch::autograd::Node::undefined_input());
        wrapped.push_back(output);
        continue;
      }
      bool is_dirty = among(dirty, dirty_count, output);
      bool differentiable = executable && !among(constant, constant_count, output) && torch::autograd::isDifferentiableType(output.scalar_type());
      if (is_dirty) {
        if (executable && output.is_leaf() && output.requires_grad())
          throw std::runtime_error("a leaf Variable that requires grad is being used in an in-place operation.");
        output.unsafeGetTensorImpl()->bump_version();
      } else if (among(inputs, input_count, output)) {
        at::NoGradGuard no_grad;
        output = output.view_as(output); // an input cannot get a second history
      }
      if (executable) {
        auto number = node->add_input_metadata(output);
        if (differentiable && is_dirty) torch::autograd::impl::rebase_history(output, {node, number});
        else if (differentiable) torch::autograd::impl::set_gradient_edge(output, {node, number});
        else if (output.requires_grad()) output.detach_();
      }
      wrapped.push_back(output);
    }
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

TS_EXPORT void ts_saved_delete(void* saved) { delete static_cast<torch::autograd::SavedVariable*>(saved); }
