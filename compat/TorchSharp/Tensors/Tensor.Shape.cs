using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    // Views, and other arrangements of the same elements.
    public partial class Tensor
    {
        public Tensor view(params long[] shape) => Ops.view.Call(this, shape);
        public Tensor view_as(Tensor other) => view(other.shape);
        public Tensor reshape(params long[] shape) => Ops.reshape.Call(this, shape);
        public Tensor permute(params long[] permutation) => Ops.permute.Call(this, permutation);
        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());
        public Tensor transpose(long dim0, long dim1) => Ops.transpose__int.Call(this, dim0, dim1);
        public Tensor transpose_(long dim0, long dim1) => Ops.transpose_.Into(this, dim0, dim1);
        public Tensor t() => Ops.t.Call(this);
        public Tensor swapaxes(long dim0, long dim1) => transpose(dim0, dim1);
        public Tensor swapdims(long dim0, long dim1) => transpose(dim0, dim1);
        public Tensor movedim(long[] source, long[] destination) => Ops.movedim__intlist.Call(this, source, destination);
        public Tensor moveaxis(long[] source, long[] destination) => movedim(source, destination);
        public Tensor contiguous() => Ops.contiguous.Call(this);
        public Tensor unsqueeze(long dim) => Ops.unsqueeze.Call(this, dim);
        public Tensor unsqueeze_(long dim) => Ops.unsqueeze_.Into(this, dim);
        public Tensor squeeze(long? dim = null) => dim is { } given ? Ops.squeeze__dim.Call(this, given) : Ops.squeeze.Call(this);
        public Tensor squeeze_(long? dim = null) => dim is { } given ? Ops.squeeze___dim.Into(this, given) : Ops.squeeze_.Into(this);
        public Tensor expand(params long[] sizes) => Ops.expand.Call(this, sizes);
        public Tensor expand(long[] sizes, bool isImplicit = false) => Ops.expand.Call(this, sizes, isImplicit);
        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => Ops.expand.Call(this, sizes.ToArray(), isImplicit);
        public Tensor expand_as(Tensor other) => expand(other.shape);
        public Tensor broadcast_to(params long[] shape) => Ops.broadcast_to.Call(this, shape);
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Ops.flatten__using_ints.Call(this, start_dim, end_dim);
        public Tensor unflatten(long dim, params long[] sizes) => Ops.unflatten__int.Call(this, dim, sizes);
        public Tensor ravel() => Ops.ravel.Call(this);
        public Tensor narrow(long dim, long start, long length) => Ops.narrow.Call(this, dim, start, length);
        public Tensor select(long dim, long index) => Ops.select__int.Call(this, dim, index);
        public Tensor slice(long dim, long start, long finish, long step) => Ops.slice__Tensor.Call(this, dim, start, finish, step);
        public Tensor select_scatter(Tensor src, long dim, long index) => Ops.select_scatter.Call(this, src, dim, index);
        public Tensor slice_scatter(Tensor src, long dim = 0, long? start = null, long? end = null, long step = 1) =>
            Ops.slice_scatter.Call(this, src, dim, start, end, step);
        public Tensor[] split(long size, int dim = 0) => Ops.split__Tensor.CallList(this, size, dim);
        public Tensor[] split(long[] sizes, long dim = 0) => Ops.split_with_sizes.CallList(this, sizes, dim);
        public Tensor[] split(params long[] sizes) => Ops.split_with_sizes.CallList(this, sizes);
        public Tensor[] chunk(long chunks, long dim = 0) => Ops.chunk.CallList(this, chunks, dim);
        public Tensor[] unbind(long dimension = 0) => Ops.unbind__int.CallList(this, dimension);
        public Tensor[] tensor_split(long size, long dim = 0) => Ops.tensor_split__sections.CallList(this, size, dim);
        public Tensor index_select(long dim, Tensor index) => Ops.index_select.Call(this, dim, index);
        public Tensor gather(long dim, Tensor index) => Ops.gather.Call(this, dim, index);
        public Tensor scatter(long dim, Tensor index, Tensor src) => Ops.scatter__src.Call(this, dim, index, src);
        public Tensor scatter_(long dim, Tensor index, Tensor src) => Ops.scatter___src.Into(this, dim, index, src);
        public Tensor scatter_add(long dim, Tensor index, Tensor src) => Ops.scatter_add.Call(this, dim, index, src);
        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => Ops.scatter_add_.Into(this, dim, index, src);
        public Tensor take(Tensor index) => Ops.take.Call(this, index);
        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) => Ops.index_add.Call(this, dim, index, source, alpha);
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Ops.index_add_.Into(this, dim, index, source, alpha);
        public Tensor index_copy(long dim, Tensor index, Tensor source) => Ops.index_copy.Call(this, dim, index, source);
        public Tensor index_copy_(long dim, Tensor index, Tensor source) => Ops.index_copy_.Into(this, dim, index, source);
        public Tensor index_fill(long dim, Tensor index, Scalar value) => Ops.index_fill__int_Scalar.Call(this, dim, index, value);
        public Tensor index_fill_(long dim, Tensor index, Scalar value) => Ops.index_fill___int_Scalar.Into(this, dim, index, value);
        public Tensor flip(params long[] dims) => Ops.flip.Call(this, dims);
        public Tensor fliplr() => Ops.fliplr.Call(this);
        public Tensor flipud() => Ops.flipud.Call(this);
        public Tensor roll(long shifts, long? dims = null) => Ops.roll.Call(this, shifts, dims is { } given ? new long[] { given } : []);
        public Tensor roll(long[] shifts, long[] dims) => Ops.roll.Call(this, shifts, dims);
        public Tensor rot90(long k = 1, (long, long)? dims = null) =>
            Ops.rot90.Call(this, k, dims is { } given ? new long[] { given.Item1, given.Item2 } : new long[] { 0, 1 });
        public Tensor repeat(params long[] sizes) => Ops.repeat.Call(this, sizes);
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            Ops.repeat_interleave__self_int.Call(this, repeats, dim, output_size is { } given ? given : Arg.None);
        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            Ops.repeat_interleave__self_Tensor.Call(this, repeats, dim, output_size);
        public Tensor tile(long[] reps) => Ops.tile.Call(this, reps);
        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) =>
            Ops.as_strided.Call(this, size, strides, storageOffset);
        public Tensor unfold(long dimension, long size, long step) => Ops.unfold.Call(this, dimension, size, step);
        public Tensor diag_embed(long offset = 0, long dim1 = -2, long dim2 = -1) => Ops.diag_embed.Call(this, offset, dim1, dim2);
        public Tensor view_as_real() => Ops.view_as_real.Call(this);
        public Tensor view_as_complex() => Ops.view_as_complex.Call(this);
    }
}
