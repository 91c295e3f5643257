using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    // Comparisons, and what is done with their results.
    public partial class Tensor
    {
        public Tensor eq(Tensor target) => Ops.eq__Tensor.Call(this, target);
        public Tensor eq_(Tensor target) => Ops.eq___Tensor.Into(this, target);
        public Tensor eq(Scalar target) => Ops.eq__Scalar.Call(this, target);
        public Tensor eq_(Scalar target) => Ops.eq___Scalar.Into(this, target);
        public Tensor ne(Tensor target) => Ops.ne__Tensor.Call(this, target);
        public Tensor ne_(Tensor target) => Ops.ne___Tensor.Into(this, target);
        public Tensor ne(Scalar target) => Ops.ne__Scalar.Call(this, target);
        public Tensor ne_(Scalar target) => Ops.ne___Scalar.Into(this, target);
        public Tensor lt(Tensor target) => Ops.lt__Tensor.Call(this, target);
        public Tensor lt_(Tensor target) => Ops.lt___Tensor.Into(this, target);
        public Tensor lt(Scalar target) => Ops.lt__Scalar.Call(this, target);
        public Tensor lt_(Scalar target) => Ops.lt___Scalar.Into(this, target);
        public Tensor le(Tensor target) => Ops.le__Tensor.Call(this, target);
        public Tensor le_(Tensor target) => Ops.le___Tensor.Into(this, target);
        public Tensor le(Scalar target) => Ops.le__Scalar.Call(this, target);
        public Tensor le_(Scalar target) => Ops.le___Scalar.Into(this, target);
        public Tensor gt(Tensor target) => Ops.gt__Tensor.Call(this, target);
        public Tensor gt_(Tensor target) => Ops.gt___Tensor.Into(this, target);
        public Tensor gt(Scalar target) => Ops.gt__Scalar.Call(this, target);
        public Tensor gt_(Scalar target) => Ops.gt___Scalar.Into(this, target);
        public Tensor ge(Tensor target) => Ops.ge__Tensor.Call(this, target);
        public Tensor ge_(Tensor target) => Ops.ge___Tensor.Into(this, target);
        public Tensor ge(Scalar target) => Ops.ge__Scalar.Call(this, target);
        public Tensor ge_(Scalar target) => Ops.ge___Scalar.Into(this, target);
        public Tensor greater(Tensor target) => gt(target);
        public Tensor greater_equal(Tensor target) => ge(target);
        public Tensor less(Tensor target) => lt(target);
        public Tensor less_equal(Tensor target) => le(target);
        public Tensor not_equal(Tensor target) => ne(target);
        public bool allclose(Tensor target, double rtol = 1E-05, double atol = 1E-08, bool equal_nan = false) =>
            Ops.allclose.CallBool(this, target, rtol, atol, equal_nan);
        public Tensor isclose(Tensor other, double rtol = 1E-05, double atol = 1E-08, bool nanEqual = false) =>
            Ops.isclose.Call(this, other, rtol, atol, nanEqual);
        public Tensor where(Tensor condition, Tensor y) => Ops.where__self.Call(condition, this, y);
        public Tensor masked_fill(Tensor mask, Scalar value) => Ops.masked_fill__Scalar.Call(this, mask, value);
        public Tensor masked_fill_(Tensor mask, Scalar value) => Ops.masked_fill___Scalar.Into(this, mask, value);
        public Tensor masked_select(Tensor mask) => Ops.masked_select.Call(this, mask);
        public Tensor masked_scatter(Tensor mask, Tensor value) => Ops.masked_scatter.Call(this, mask, value);
        public Tensor masked_scatter_(Tensor mask, Tensor value) => Ops.masked_scatter_.Into(this, mask, value);
        public Tensor nonzero() => Ops.nonzero.Call(this);
        public Tensor argwhere() => Ops.argwhere.Call(this);
        public Tensor isin(Tensor test_elements, bool assumeUnique = false, bool invert = false) =>
            Ops.isin__Tensor_Tensor.Call(this, test_elements, assumeUnique, invert);
    }
}
