// Generators, threads and devices.
#include "common.h"

#include <ATen/Parallel.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <dlfcn.h>

#include <cstdlib>
#include <mutex>

using namespace ts;

namespace {

// Debian's libtorch multiplies matrices with OpenBLAS, whose threads are not libtorch's: after each product they stay on
// their processors in a loop of sched_yield, where libtorch's own threads are to go on. One thread for the products and
// all of them for the rest is faster; who wants it otherwise sets OPENBLAS_NUM_THREADS. Another BLAS is left alone.
const bool one_pool = [] {
  if (std::getenv("OPENBLAS_NUM_THREADS") != nullptr) return false;
  auto set = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
  if (set == nullptr) return false;
  set(1);
  return true;
}();

}  // namespace

// The generator of a device that libtorch itself draws from when none is given.
TS_EXPORT void* ts_generator_default(int64_t device) {
  return guarded<void*>(nullptr, [&] { return new at::Generator(at::globalContext().defaultGenerator(unpack_device(device))); });
}

// A generator of its own; a copy of the default one knows how to be of the right kind for any device.
TS_EXPORT void* ts_generator_new(int64_t device, uint64_t seed) {
  return guarded<void*>(nullptr, [&] {
    auto standard = at::globalContext().defaultGenerator(unpack_device(device));
    at::Generator own;
    {
      std::lock_guard<std::mutex> lock(standard.mutex());
      own = standard.clone();
    }
    own.set_current_seed(seed);
    return new at::Generator(own);
  });
}

TS_EXPORT void ts_generator_delete(void* generator) { delete static_cast<at::Generator*>(generator); }

TS_EXPORT int64_t ts_generator_set_seed(void* generator, uint64_t seed) {
  return guarded<int64_t>(-1, [&]() -> int64_t {
    auto& own = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(own.mutex());
    own.set_current_seed(seed);
    return 0;
  });
}

TS_EXPORT uint64_t ts_generator_initial_seed(void* generator) {
  return guarded<uint64_t>(0, [&] { return static_cast<at::Generator*>(generator)->current_seed(); });
}

// A new seed from the machine's entropy, which is returned.
TS_EXPORT uint64_t ts_generator_seed(void* generator) {
  return guarded<uint64_t>(0, [&] {
    auto& own = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(own.mutex());
    return own.seed();
  });
}

TS_EXPORT Handle ts_generator_get_state(void* generator) {
  return guarded<Handle>(nullptr, [&] {
    auto& own = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(own.mutex());
    return give(own.get_state());
  });
}

TS_EXPORT int64_t ts_generator_set_state(void* generator, Handle state) {
  return guarded<int64_t>(-1, [&]() -> int64_t {
    auto& own = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(own.mutex());
    own.set_state(borrow(state));
    return 0;
  });
}

// Every default generator, of the CPU and of all devices.
TS_EXPORT int64_t ts_manual_seed(uint64_t seed) {
  return guarded<int64_t>(-1, [&]() -> int64_t {
    at::manual_seed(seed);
    return 0;
  });
}

TS_EXPORT int64_t ts_get_num_threads() { return at::get_num_threads(); }

TS_EXPORT int64_t ts_set_num_threads(int64_t count) {
  return guarded<int64_t>(-1, [&]() -> int64_t {
    at::set_num_threads(static_cast<int>(count));
    return 0;
  });
}

TS_EXPORT int64_t ts_get_num_interop_threads() {
  return guarded<int64_t>(-1, [&]() -> int64_t { return at::get_num_interop_threads(); });
}

TS_EXPORT int64_t ts_set_num_interop_threads(int64_t count) {
  return guarded<int64_t>(-1, [&]() -> int64_t {
    at::set_num_interop_threads(static_cast<int>(count));
    return 0;
  });
}

TS_EXPORT int64_t ts_cuda_is_available() {
  return guarded<int64_t>(0, [&]() -> int64_t { return torch::cuda::is_available(); });
}

TS_EXPORT int64_t ts_cuda_device_count() {
  return guarded<int64_t>(-1, [&]() -> int64_t { return static_cast<int64_t>(torch::cuda::device_count()); });
}

TS_EXPORT int64_t ts_cuda_cudnn_is_available() {
  return guarded<int64_t>(0, [&]() -> int64_t { return torch::cuda::cudnn_is_available(); });
}

TS_EXPORT int64_t ts_cuda_synchronize(int64_t index) {
  return guarded<int64_t>(-1, [&]() -> int64_t {
    torch::cuda::synchronize(index);
    return 0;
  });
}

TS_EXPORT const char* ts_libtorch_version() { return TORCH_VERSION; }
