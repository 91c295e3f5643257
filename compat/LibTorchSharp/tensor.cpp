// Storage and properties of tensors: what is not an operator.
#include "common.h"

using namespace ts;

TS_EXPORT void ts_delete(Handle handle) {
  guarded(0, [&] {
    c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::reclaim(handle);
    return 0;
  });
}

// Another reference to the same tensor.
TS_EXPORT Handle ts_alias(Handle handle) { return give(borrow(handle)); }

TS_EXPORT int64_t ts_dim(Handle handle) { return handle->dim(); }

TS_EXPORT int64_t ts_numel(Handle handle) { return handle->numel(); }

// Where the sizes are: as many as there are dimensions, valid until the tensor changes.
TS_EXPORT const int64_t* ts_sizes(Handle handle) {
  return guarded<const int64_t*>(nullptr, [&] { return handle->sizes().data(); });
}

TS_EXPORT const int64_t* ts_strides(Handle handle) {
  return guarded<const int64_t*>(nullptr, [&] { return handle->strides().data(); });
}

TS_EXPORT int64_t ts_dtype(Handle handle) { return static_cast<int64_t>(c10::typeMetaToScalarType(handle->dtype())); }

TS_EXPORT int64_t ts_element_size(Handle handle) { return static_cast<int64_t>(handle->dtype().itemsize()); }

TS_EXPORT int64_t ts_device(Handle handle) {
  return guarded<int64_t>(0, [&] { return pack(handle->device()); });
}

TS_EXPORT int64_t ts_is_contiguous(Handle handle) {
  return guarded<int64_t>(-1, [&]() -> int64_t { return handle->is_contiguous(); });
}

TS_EXPORT int64_t ts_is_sparse(Handle handle) { return handle->is_sparse(); }

TS_EXPORT int64_t ts_storage_offset(Handle handle) {
  return guarded<int64_t>(-1, [&]() -> int64_t { return handle->storage_offset(); });
}

TS_EXPORT void* ts_data_ptr(Handle handle) {
  return guarded<void*>(nullptr, [&] { return borrow(handle).data_ptr(); });
}

using Release = void (*)(void*);

// A tensor over memory of the caller, who is told through `release(context)` when nothing uses it any more.
TS_EXPORT Handle ts_from_blob(void* data, const int64_t* sizes, int64_t dim, int64_t dtype, Release release, void* context) {
  return guarded<Handle>(nullptr, [&] {
    auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)).device(at::kCPU);
    return give(at::from_blob(data, at::IntArrayRef(sizes, dim), [release, context](void*) { release(context); }, options));
  });
}
