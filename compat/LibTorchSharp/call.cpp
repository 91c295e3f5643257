// The one entry point for operators: by name through libtorch's dispatcher, which brings autograd, devices and error texts with it.
#include "common.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>

#include <cstdlib>
#include <memory>

namespace ts {

thread_local std::string last_error;

void set_error(std::string text) { last_error = std::move(text); }

enum class Kind { Tensor, Number, Int, Float, Bool, IntList, FloatList, TensorList, OptionalTensorList, Other };

Kind kind_of(const c10::TypePtr& type) {
  switch (type->kind()) {
    case c10::TypeKind::OptionalType: return kind_of(type->castRaw<c10::OptionalType>()->getElementType());
    case c10::TypeKind::TensorType: return Kind::Tensor;
    case c10::TypeKind::NumberType: return Kind::Number;
    case c10::TypeKind::SymIntType:
    case c10::TypeKind::IntType: return Kind::Int;
    case c10::TypeKind::FloatType: return Kind::Float;
    case c10::TypeKind::BoolType: return Kind::Bool;
    case c10::TypeKind::ListType: {
      auto element = type->castRaw<c10::ListType>()->getElementType();
      switch (kind_of(element)) {
        case Kind::Int: return Kind::IntList;
        case Kind::Float: return Kind::FloatList;
        case Kind::Tensor:
          return element->kind() == c10::TypeKind::OptionalType ? Kind::OptionalTensorList : Kind::TensorList;
        default: return Kind::Other;
      }
    }
    default: return Kind::Other;
  }
}

struct Operator {
  struct Argument {
    std::string name;
    Kind kind;
    bool has_default;
    c10::IValue default_value;
  };

  explicit Operator(c10::OperatorHandle found) : handle(std::move(found)) {
    for (const auto& argument : handle.schema().arguments()) {
      auto value = argument.default_value();
      arguments.push_back({argument.name(), kind_of(argument.type()), value.has_value(), value.has_value() ? *value : c10::IValue()});
    }
  }

  c10::OperatorHandle handle;
  std::vector<Argument> arguments;
};

[[noreturn]] void mismatch(const Operator& op, const Operator::Argument& argument) {
  std::string name = op.handle.schema().name();
  throw std::invalid_argument(name + ": argument '" + argument.name + "' is missing or of the wrong kind");
}

c10::IValue tensor_list(const Value& value, Kind kind) {
  auto handles = static_cast<Handle*>(value.p);
  if (kind == Kind::OptionalTensorList) {
    c10::impl::GenericList list(c10::OptionalType::create(c10::TensorType::get()));
    for (int64_t i = 0; i < value.count; i++) list.push_back(handles[i] ? c10::IValue(borrow(handles[i])) : c10::IValue());
    return list;
  }
  c10::List<at::Tensor> list;
  list.reserve(value.count);
  for (int64_t i = 0; i < value.count; i++) list.push_back(borrow(handles[i]));
  return list;
}

c10::IValue to_ivalue(const Operator& op, const Operator::Argument& argument, const Value& value) {
  Kind kind = argument.kind;
  switch (value.tag) {
    case kDefault:
      if (!argument.has_default) mismatch(op, argument);
      return argument.default_value;
    case kNone: return c10::IValue();
    case kTensor:
      if (kind != Kind::Tensor) mismatch(op, argument);
      return borrow(static_cast<Handle>(value.p));
    case kInt:
      if (kind == Kind::Float) return static_cast<double>(value.i);
      if (kind == Kind::Bool) return value.i != 0;
      if (kind == Kind::IntList) return c10::List<int64_t>({value.i});
      return value.i;
    case kDouble:
      if (kind != Kind::Float && kind != Kind::Number) mismatch(op, argument);
      return value.d;
    case kBool:
      if (kind == Kind::Number) return at::Scalar(value.i != 0);
      return value.i != 0;
    case kComplex: {
      auto parts = static_cast<double*>(value.p);
      return at::Scalar(c10::complex<double>(parts[0], parts[1]));
    }
    case kString: return std::string(static_cast<const char*>(value.p), value.count);
    case kDevice: return unpack_device(value.i);
    case kGenerator: return *static_cast<at::Generator*>(value.p);
    case kIntList: {
      auto items = static_cast<const int64_t*>(value.p);
      if (kind == Kind::FloatList) {
        c10::List<double> list;
        for (int64_t i = 0; i < value.count; i++) list.push_back(static_cast<double>(items[i]));
        return list;
      }
      return at::IntArrayRef(items, value.count);
    }
    case kDoubleList: return at::ArrayRef<double>(static_cast<const double*>(value.p), value.count);
    case kTensorList: return tensor_list(value, kind);
  }
  mismatch(op, argument);
}

Value from_ivalue(c10::IValue& value) {
  Value result{kNone, {0}, 0};
  if (value.isTensor()) {
    result.tag = kTensor;
    result.p = give(std::move(value).toTensor());
  } else if (value.isBool()) {
    result.tag = kBool;
    result.i = value.toBool();
  } else if (value.isInt()) {
    result.tag = kInt;
    result.i = value.toInt();
  } else if (value.isDouble()) {
    result.tag = kDouble;
    result.d = value.toDouble();
  } else if (value.isTensorList()) {
    auto tensors = value.toTensorVector();
    result.tag = kTensorList;
    result.count = static_cast<int64_t>(tensors.size());
    auto handles = static_cast<Handle*>(std::malloc(sizeof(Handle) * (tensors.size() + 1)));
    for (size_t i = 0; i < tensors.size(); i++) handles[i] = give(std::move(tensors[i]));
    result.p = handles;
  } else if (!value.isNone()) {
    throw std::runtime_error("an operator returned a " + value.tagKind() + ", which this library does not carry");
  }
  return result;
}

} // namespace ts

using namespace ts;

TS_EXPORT const char* ts_last_error() { return last_error.c_str(); }

TS_EXPORT void ts_set_error(const char* text) { set_error(text); }

TS_EXPORT void ts_free(void* memory) { std::free(memory); }

// Null when the operator is not there. Handles live as long as the process.
TS_EXPORT void* ts_find(const char* name, const char* overload) {
  return guarded<void*>(nullptr, [&] {
    return new Operator(c10::Dispatcher::singleton().findSchemaOrThrow(name, overload));
  });
}

// Calls an operator. Arguments follow the schema; those left out at the end take its defaults. Returns how many results
// there are, -1 for an error; at most `capacity` of them are handed over.
TS_EXPORT int64_t ts_call(void* handle, const Value* arguments, int64_t count, Value* results, int64_t capacity) {
  return guarded<int64_t>(-1, [&]() -> int64_t {
    thread_local torch::jit::Stack spare; // taken and put back, so that a call inside a call gets its own
    torch::jit::Stack stack = std::move(spare);
    stack.clear();
    auto& op = *static_cast<Operator*>(handle);
    int64_t expected = static_cast<int64_t>(op.arguments.size());
    if (count > expected) throw std::invalid_argument(op.handle.schema().name() + ": too many arguments");
    for (int64_t i = 0; i < expected; i++) {
      const auto& argument = op.arguments[i];
      stack.push_back(to_ivalue(op, argument, i < count ? arguments[i] : Value{kDefault, {0}, 0}));
    }
    op.handle.callBoxed(stack);
    int64_t returned = static_cast<int64_t>(stack.size());
    for (int64_t i = 0; i < returned && i < capacity; i++) results[i] = from_ivalue(stack[i]);
    stack.clear();
    spare = std::move(stack);
    return returned;
  });
}
