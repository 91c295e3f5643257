// Gradients: modes, leaves and the two ways to run a graph backwards.
#include "common.h"

#include <ATen/core/grad_mode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/csrc/autograd/autograd.h>

using namespace ts;

TS_EXPORT int64_t ts_requires_grad(Handle handle) {
  return guarded<int64_t>(-1, [&]() -> int64_t { return borrow(handle).requires_grad(); });
}

TS_EXPORT int64_t ts_set_requires_grad(Handle handle, int64_t value) {
  return guarded<int64_t>(-1, [&]() -> int64_t {
    borrow(handle).set_requires_grad(value != 0);
    return 0;
  });
}

TS_EXPORT int64_t ts_is_leaf(Handle handle) {
  return guarded<int64_t>(-1, [&]() -> int64_t { return borrow(handle).is_leaf(); });
}

TS_EXPORT int64_t ts_retain_grad(Handle handle) {
  return guarded<int64_t>(-1, [&]() -> int64_t {
    borrow(handle).retain_grad();
    return 0;
  });
}

TS_EXPORT Handle ts_grad(Handle handle) {
  return guarded<Handle>(nullptr, [&] {
    const at::Tensor tensor = borrow(handle);
    return give(tensor.grad());
  });
}

TS_EXPORT int64_t ts_set_grad(Handle handle, Handle grad) {
  return guarded<int64_t>(-1, [&]() -> int64_t {
    borrow(handle).mutable_grad() = borrow(grad);
    return 0;
  });
}

TS_EXPORT int64_t ts_backward(
    const Handle* tensors, int64_t count, const Handle* grads, int64_t grad_count, int64_t retain_graph, int64_t create_graph,
    const Handle* inputs, int64_t input_count) {
  return guarded<int64_t>(-1, [&]() -> int64_t {
    torch::autograd::backward(
        borrow_all(tensors, count), borrow_all(grads, grad_count), retain_graph != 0, create_graph != 0, borrow_all(inputs, input_count));
    return 0;
  });
}

// `results` takes as many handles as there are inputs; null where an input was not used.
TS_EXPORT int64_t ts_autograd_grad(
    const Handle* outputs, int64_t count, const Handle* inputs, int64_t input_count, const Handle* grads, int64_t grad_count,
    int64_t retain_graph, int64_t create_graph, int64_t allow_unused, Handle* results) {
  return guarded<int64_t>(-1, [&]() -> int64_t {
    auto found = torch::autograd::grad(
        borrow_all(outputs, count), borrow_all(inputs, input_count), borrow_all(grads, grad_count), retain_graph != 0, create_graph != 0,
        allow_unused != 0);
    for (size_t i = 0; i < found.size(); i++) results[i] = give(std::move(found[i]));
    return 0;
  });
}

TS_EXPORT int64_t ts_grad_mode() { return at::GradMode::is_enabled(); }

TS_EXPORT void ts_set_grad_mode(int64_t enabled) { at::GradMode::set_enabled(enabled != 0); }

TS_EXPORT int64_t ts_inference_mode() { return c10::InferenceMode::is_enabled(); }

// Inference mode lasts from here to ts_inference_end, on one thread and properly nested.
TS_EXPORT void* ts_inference_begin(int64_t enabled) { return new c10::InferenceMode(enabled != 0); }

TS_EXPORT void ts_inference_end(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }

TS_EXPORT int64_t ts_anomaly_mode() { return torch::autograd::AnomalyMode::is_enabled(); }

TS_EXPORT int64_t ts_anomaly_check_nan() { return torch::autograd::AnomalyMode::should_check_nan(); }

TS_EXPORT void ts_set_anomaly_mode(int64_t enabled, int64_t check_nan) {
  torch::autograd::AnomalyMode::set_enabled(enabled != 0, check_nan != 0);
}
