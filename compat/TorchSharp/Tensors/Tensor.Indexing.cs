using System.Runtime.CompilerServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    // Indexing as in Python: numbers, slices, new axes, ellipsis, and tensors of indices or of truth values.
    public partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => At(indices);
            set => Put(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => Ops.select__int.Call(this, 0, i1);
            set => Put(value, [i1]);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => At([i1, i2]);
            set => Put(value, [i1, i2]);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => At([i1, i2, i3]);
            set => Put(value, [i1, i2, i3]);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => At([i1, i2, i3, i4]);
            set => Put(value, [i1, i2, i3, i4]);
        }

        public Tensor index(params TensorIndex[] indices)
        {
            var view = View(indices, out var selections);
            if (selections is null) return view;
            using (view) return Ops.index__Tensor.Call(view, selections);
        }

        public Tensor index(params Tensor[] indices) => Ops.index__Tensor.Call(this, indices);

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            using var view = View(indices, out var selections);
            if (selections is not null) Ops.index_put_.Into(view, selections, value, accumulate);
            else if (accumulate) view.add_(value);
            else view.copy_(value);
            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => Ops.index_put_.Into(this, indices, value);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            Ops.index_put_.Into(this, indices, value, accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var tensor = Filler(value);
            return index_put_(tensor, indices);
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices)
        {
            using var tensor = Filler(value);
            return index_put_(tensor, indices);
        }

        private Tensor Filler(Scalar value) => Ops.full.Call(Array.Empty<long>(), value, dtype, Arg.None, device);

        private Tensor At(long[] indices)
        {
            var result = Ops.select__int.Call(this, 0, indices[0]);
            for (int i = 1; i < indices.Length; i++)
            {
                using var outer = result;
                result = Ops.select__int.Call(outer, 0, indices[i]);
            }
            return result;
        }

        private void Put(Tensor value, long[] indices)
        {
            using var place = At(indices);
            place.copy_(value);
        }

        // What numbers, slices and new axes give; the index tensors that remain, by dimension of that view.
        private Tensor View(TensorIndex[] indices, out Tensor?[]? selections)
        {
            long specified = 0;
            foreach (var index in indices)
                specified += index.Form switch
                {
                    TensorIndex.Kind.Single or TensorIndex.Kind.Slice => 1,
                    TensorIndex.Kind.Tensor => index.Selection!.dtype is ScalarType.Bool or ScalarType.Byte ? index.Selection.Dimensions : 1,
                    _ => 0
                };
            if (specified > Dimensions)
                throw new System.Runtime.InteropServices.ExternalException($"too many indices for tensor of dimension {Dimensions}");

            List<Tensor?> found = [];
            Tensor view = alias();
            long dim = 0;
            foreach (var index in indices)
            {
                if (index.Form == TensorIndex.Kind.Ellipsis)
                {
                    dim += Dimensions - specified;
                    continue;
                }
                if (index.Form == TensorIndex.Kind.Tensor)
                {
                    while (found.Count < dim) found.Add(null);
                    found.Add(index.Selection);
                    dim++;
                    continue;
                }
                using var before = view;
                view = index.Form switch
                {
                    TensorIndex.Kind.Single => before.select(dim, index.Start!.Value),
                    TensorIndex.Kind.Slice => Ops.slice__Tensor.Call(before, dim++, index.Start, index.Stop, index.Step ?? 1),
                    TensorIndex.Kind.None or TensorIndex.Kind.Null => before.unsqueeze(dim++),
                    _ => throw new NotSupportedException("A truth value as an index is not supported.")
                };
            }
            selections = found.Count > 0 ? [.. found] : null;
            return view;
        }
    }
}
