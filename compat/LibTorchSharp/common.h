// What every part of the library uses: handles, the values that cross the C ABI, and how errors leave.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <exception>
#include <string>

#define TS_EXPORT extern "C" __attribute__((visibility("default")))

namespace ts {

// A tensor crosses the ABI as its TensorImpl with one reference owned by the receiver; null is "no tensor".
using Handle = at::TensorImpl*;

inline at::Tensor borrow(Handle handle) {
  return handle ? at::Tensor(c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::reclaim_copy(handle)) : at::Tensor();
}

inline Handle give(at::Tensor tensor) {
  return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

enum Tag : int64_t {
  kDefault, kNone, kTensor, kInt, kDouble, kBool, kComplex, kString, kDevice, kGenerator, kIntList, kDoubleList, kTensorList
};

struct Value {
  int64_t tag;
  union {
    int64_t i;
    double d;
    void* p;
  };
  int64_t count; // elements of a list, bytes of a string
};

// Devices travel as one number: the type in the low half, the index (-1: current) in the high half.
inline int64_t pack(at::Device device) {
  return (static_cast<int64_t>(device.index()) << 32) | static_cast<uint32_t>(device.type());
}

inline at::Device unpack_device(int64_t packed) {
  return at::Device(static_cast<at::DeviceType>(packed & 0xffffffff), static_cast<c10::DeviceIndex>(packed >> 32));
}

void set_error(std::string text);

// Runs the body; an exception becomes the thread's error text and the given value.
template <class R, class F>
R guarded(R failed, F&& body) noexcept {
  try {
    return body();
  } catch (const c10::Error& e) {
    set_error(e.what_without_backtrace());
  } catch (const std::exception& e) {
    set_error(e.what());
  } catch (...) {
    set_error("an unknown error in libtorch");
  }
  return failed;
}

inline std::vector<at::Tensor> borrow_all(const Handle* handles, int64_t count) {
  std::vector<at::Tensor> all;
  all.reserve(count);
  for (int64_t i = 0; i < count; i++) all.push_back(borrow(handles[i]));
  return all;
}

} // namespace ts
