using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    // Arithmetic of two tensors, or of a tensor and a number.
    public partial class Tensor
    {
        public Tensor add(Tensor target) => Ops.add__Tensor.Call(this, target);
        public Tensor add(Tensor target, Scalar alpha) => Ops.add__Tensor.Call(this, target, alpha);
        public Tensor add(Scalar scalar) => Ops.add__Scalar.Call(this, scalar);
        public Tensor add(Scalar scalar, Scalar alpha) => Ops.add__Scalar.Call(this, scalar, alpha);
        public Tensor add_(Tensor target) => Ops.add___Tensor.Into(this, target);
        public Tensor add_(Tensor target, Scalar alpha) => Ops.add___Tensor.Into(this, target, alpha);
        public Tensor add_(Scalar scalar) => Ops.add___Scalar.Into(this, scalar);
        public Tensor add_(Scalar scalar, Scalar alpha) => Ops.add___Scalar.Into(this, scalar, alpha);
        public Tensor sub(Tensor target) => Ops.sub__Tensor.Call(this, target);
        public Tensor sub_(Tensor target) => Ops.sub___Tensor.Into(this, target);
        public Tensor subtract(Tensor target) => sub(target);
        public Tensor subtract_(Tensor target) => sub_(target);
        public Tensor sub(Scalar target) => Ops.sub__Scalar.Call(this, target);
        public Tensor sub_(Scalar target) => Ops.sub___Scalar.Into(this, target);
        public Tensor subtract(Scalar target) => sub(target);
        public Tensor subtract_(Scalar target) => sub_(target);
        public Tensor mul(Tensor target) => Ops.mul__Tensor.Call(this, target);
        public Tensor mul_(Tensor target) => Ops.mul___Tensor.Into(this, target);
        public Tensor multiply(Tensor target) => mul(target);
        public Tensor mul(Scalar target) => Ops.mul__Scalar.Call(this, target);
        public Tensor mul_(Scalar target) => Ops.mul___Scalar.Into(this, target);
        public Tensor multiply(Scalar target) => mul(target);
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Ops.div__Tensor_mode.Call(this, target, Rounding(rounding_mode));
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Ops.div___Tensor_mode.Into(this, target, Rounding(rounding_mode));
        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);
        public Tensor divide_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);
        public Tensor remainder(Tensor target) => Ops.remainder__Tensor.Call(this, target);
        public Tensor remainder_(Tensor target) => Ops.remainder___Tensor.Into(this, target);
        public Tensor fmod(Tensor target) => Ops.fmod__Tensor.Call(this, target);
        public Tensor fmod_(Tensor target) => Ops.fmod___Tensor.Into(this, target);
        public Tensor pow(Tensor exponent) => Ops.pow__Tensor_Tensor.Call(this, exponent);
        public Tensor pow_(Tensor exponent) => Ops.pow___Tensor.Into(this, exponent);
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Ops.div__Scalar_mode.Call(this, target, Rounding(rounding_mode));
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Ops.div___Scalar_mode.Into(this, target, Rounding(rounding_mode));
        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);
        public Tensor divide_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);
        public Tensor remainder(Scalar scalar) => Ops.remainder__Scalar.Call(this, scalar);
        public Tensor remainder_(Scalar scalar) => Ops.remainder___Scalar.Into(this, scalar);
        public Tensor fmod(Scalar scalar) => Ops.fmod__Scalar.Call(this, scalar);
        public Tensor fmod_(Scalar scalar) => Ops.fmod___Scalar.Into(this, scalar);
        public Tensor pow(Scalar exponent) => Ops.pow__Tensor_Scalar.Call(this, exponent);
        public Tensor pow_(Scalar exponent) => Ops.pow___Scalar.Into(this, exponent);
        public Tensor floor_divide(Tensor other) => Ops.floor_divide.Call(this, other);
        public Tensor floor_divide(Scalar other) => Ops.floor_divide__Scalar.Call(this, other);
        public Tensor true_divide(Tensor other) => div(other);
        public Tensor true_divide(Scalar other) => div(other);
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.addcmul.Call(this, tensor1, tensor2, value);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.addcmul_.Into(this, tensor1, tensor2, value);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.addcdiv.Call(this, tensor1, tensor2, value);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => Ops.addcdiv.Call(this, tensor1, tensor2);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.addcdiv_.Into(this, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => Ops.addcdiv_.Into(this, tensor1, tensor2);
        public Tensor lerp(Tensor end, Tensor weight) => Ops.lerp__Tensor.Call(this, end, weight);
        public Tensor lerp_(Tensor end, Tensor weight) => Ops.lerp___Tensor.Into(this, end, weight);
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Ops.clamp.Call(this, min, max);
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Ops.clamp__Tensor.Call(this, min, max);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Ops.clamp_.Into(this, min, max);
        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => Ops.clamp___Tensor.Into(this, min, max);
        public Tensor clamp_max(Scalar max) => Ops.clamp_max.Call(this, max);
        public Tensor clamp_max_(Scalar max) => Ops.clamp_max_.Into(this, max);
        public Tensor clamp_min(Scalar min) => Ops.clamp_min.Call(this, min);
        public Tensor clamp_min_(Scalar min) => Ops.clamp_min_.Into(this, min);
        public Tensor clip(Scalar? min = null, Scalar? max = null) => clamp(min, max);
        public Tensor maximum(Tensor other) => Ops.maximum.Call(this, other);
        public Tensor minimum(Tensor other) => Ops.minimum.Call(this, other);
        public Tensor fmax(Tensor other) => Ops.fmax.Call(this, other);
        public Tensor fmin(Tensor other) => Ops.fmin.Call(this, other);
        public Tensor atan2(Tensor other) => Ops.atan2.Call(this, other);
        public Tensor hypot(Tensor other) => Ops.hypot.Call(this, other);
        public Tensor copysign(Tensor other) => Ops.copysign__Tensor.Call(this, other);
        public Tensor logaddexp(Tensor other) => Ops.logaddexp.Call(this, other);
        public Tensor xlogy(Tensor y) => Ops.xlogy__Tensor.Call(this, y);
        public Tensor xlogy(Scalar y) => Ops.xlogy__Scalar_Other.Call(this, y);
        public Tensor heaviside(Tensor other) => Ops.heaviside.Call(this, other);
        public Tensor bitwise_and(Tensor other) => Ops.bitwise_and__Tensor.Call(this, other);
        public Tensor bitwise_and_(Tensor other) => Ops.bitwise_and___Tensor.Into(this, other);
        public Tensor bitwise_or(Tensor other) => Ops.bitwise_or__Tensor.Call(this, other);
        public Tensor bitwise_or_(Tensor other) => Ops.bitwise_or___Tensor.Into(this, other);
        public Tensor bitwise_xor(Tensor other) => Ops.bitwise_xor__Tensor.Call(this, other);
        public Tensor bitwise_xor_(Tensor other) => Ops.bitwise_xor___Tensor.Into(this, other);
        public Tensor logical_and(Tensor other) => Ops.logical_and.Call(this, other);
        public Tensor logical_and_(Tensor other) => Ops.logical_and_.Into(this, other);
        public Tensor logical_or(Tensor other) => Ops.logical_or.Call(this, other);
        public Tensor logical_or_(Tensor other) => Ops.logical_or_.Into(this, other);
        public Tensor logical_xor(Tensor other) => Ops.logical_xor.Call(this, other);
        public Tensor logical_xor_(Tensor other) => Ops.logical_xor_.Into(this, other);
    }
}
