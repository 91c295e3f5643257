using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    // Sums, means, extremes and orders.
    public partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => Ops.sum.Call(this, type);
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);
        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1], keepdim, type);
        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) =>
            sum([dim0, dim1, dim2], keepdim, type);
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => Ops.sum__dim_IntList.Call(this, dim, keepdim, type);
        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) =>
            Ops.sum__dim_IntList.Call(this, dim.ToArray(), keepdim, type);
        public Tensor mean() => Ops.mean.Call(this);
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            Ops.mean__dim.Call(this, dimensions, keepdim, type);
        public Tensor prod(ScalarType? type = null) => Ops.prod.Call(this, type);
        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) => Ops.prod__dim_int.Call(this, dim, keepdim, type);
        public Tensor std(bool unbiased = true) => Ops.std.Call(this, unbiased);
        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std([dim], unbiased, keepdim, type);
        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Ops.std__dim.Call(this, dimensions, unbiased, keepdim), type);
        public Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std(dimensions.ToArray(), unbiased, keepdim, type);
        public (Tensor std, Tensor mean) std_mean(bool unbiased = true) => Ops.std_mean.Call2(this, unbiased);
        public Tensor var(bool unbiased = true) => Ops.var.Call(this, unbiased);
        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var([dim], unbiased, keepdim, type);
        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Ops.var__dim.Call(this, dimensions, unbiased, keepdim), type);
        public Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var(dimensions.ToArray(), unbiased, keepdim, type);
        public (Tensor var, Tensor mean) var_mean(bool unbiased = true) => Ops.var_mean.Call2(this, unbiased);
        public Tensor max() => Ops.max.Call(this);
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => Ops.max__dim.Call2(this, dim, keepdim);
        public Tensor max(Tensor other) => Ops.max__other.Call(this, other);
        public Tensor min() => Ops.min.Call(this);
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => Ops.min__dim.Call2(this, dim, keepdim);
        public Tensor min(Tensor other) => Ops.min__other.Call(this, other);
        public Tensor argmax() => Ops.argmax.Call(this);
        public Tensor argmax(long dim, bool keepdim = false) => Ops.argmax.Call(this, dim, keepdim);
        public Tensor argmin() => Ops.argmin.Call(this);
        public Tensor argmin(long dim, bool keepdim = false) => Ops.argmin.Call(this, dim, keepdim);
        public Tensor amax(params long[] dims) => Ops.amax.Call(this, dims);
        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            @out is null ? Ops.amax.Call(this, dims, keepdim) : Ops.amax__out.Call(this, dims, keepdim, @out);
        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => amax(dims.ToArray(), keepdim, @out);
        public Tensor amin(params long[] dims) => Ops.amin.Call(this, dims);
        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            @out is null ? Ops.amin.Call(this, dims, keepdim) : Ops.amin__out.Call(this, dims, keepdim, @out);
        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => amin(dims.ToArray(), keepdim, @out);
        public Tensor norm(float p = 2f) => Ops.norm__Scalar.Call(this, p);
        public Tensor norm(int dim, bool keepdim = false, float p = 2f) =>
            Ops.norm__ScalarOpt_dim.Call(this, (Scalar)p, new long[] { dim }, keepdim);
        public Tensor all() => Ops.all.Call(this);
        public Tensor all(long dim, bool keepdim = false) => Ops.all__dim.Call(this, dim, keepdim);
        public Tensor any() => Ops.any.Call(this);
        public Tensor any(long dim, bool keepdim = false) => Ops.any__dim.Call(this, dim, keepdim);
        public Tensor logsumexp(long dim, bool keepdim = false) => Ops.logsumexp.Call(this, new long[] { dim }, keepdim);
        public Tensor cumsum(long dim, ScalarType? type = null) => Ops.cumsum.Call(this, dim, type);
        public Tensor cumprod(long dim, ScalarType? type = null) => Ops.cumprod.Call(this, dim, type);
        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Ops.topk.Call2(this, k, dim, largest, sorted);
        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) =>
            Ops.sort__stable.Call2(this, stable, dim, descending);
        public Tensor argsort(long dim = -1, bool descending = false) => Ops.argsort.Call(this, dim, descending);
        public (Tensor values, Tensor indices) kthvalue(long k, long? dim, bool keepdim = false) =>
            Ops.kthvalue.Call2(this, k, dim ?? -1, keepdim);
        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false) => Ops.quantile.Call(this, q, dim, keepdim);
        public Tensor count_nonzero(long[]? dims = null) => Ops.count_nonzero__dim_IntList.Call(this, dims ?? []);
        public Tensor nansum() => Ops.nansum.Call(this);
        public Tensor bincount(Tensor? weights, long minlength = 0) => Ops.bincount.Call(this, weights, minlength);
        public Tensor histc(long bins = 100, long min = 0, long max = 0) => Ops.histc.Call(this, bins, min, max);
        public Tensor dist(Tensor other, float p = 2f) => Ops.dist.Call(this, other, p);
        public Tensor softmax(long dim, ScalarType? dtype = null) => Ops.softmax__int.Call(this, dim, dtype);
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Ops.log_softmax__int.Call(this, dim, dtype);
        public Tensor median() => Ops.median.Call(this);
    }
}
