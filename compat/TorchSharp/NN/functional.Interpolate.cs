using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // Resizing.
        public static partial class functional
        {
            public static Tensor interpolate(
                Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest,
                bool? align_corners = null, bool recompute_scale_factor = false, bool antialias = false)
            {
                if (size is null == scale_factor is null)
                    throw new ArgumentException("Exactly one of 'size' and 'scale_factor' has to be given.");
                int spatial = (int)x.dim() - 2;
                if (scale_factor is { Length: 1 }) scale_factor = [.. Enumerable.Repeat(scale_factor[0], spatial)];
                if (size is { Length: 1 }) size = [.. Enumerable.Repeat(size[0], spatial)];
                if (mode == InterpolationMode.Area || recompute_scale_factor && scale_factor is not null)
                {
                    long[] from = x.shape[2..];
                    size ??= [.. from.Zip(scale_factor!, (length, scale) => (long)Math.Floor(length * scale))];
                    scale_factor = null;
                }
                bool corners = align_corners ?? false;
                return (mode, spatial) switch
                {
                    (InterpolationMode.Nearest, 1) => Ops.upsample_nearest1d__vec.Call(x, size, scale_factor),
                    (InterpolationMode.Nearest, 2) => Ops.upsample_nearest2d__vec.Call(x, size, scale_factor),
                    (InterpolationMode.Nearest, 3) => Ops.upsample_nearest3d__vec.Call(x, size, scale_factor),
                    (InterpolationMode.Area, 1) => Ops.adaptive_avg_pool1d.Call(x, size),
                    (InterpolationMode.Area, 2) => Ops.adaptive_avg_pool2d.Call(x, size),
                    (InterpolationMode.Linear, 1) => Ops.upsample_linear1d__vec.Call(x, size, corners, scale_factor),
                    (InterpolationMode.Bilinear, 2) when antialias => Ops._upsample_bilinear2d_aa__vec.Call(x, size, corners, scale_factor),
                    (InterpolationMode.Bilinear, 2) => Ops.upsample_bilinear2d__vec.Call(x, size, corners, scale_factor),
                    (InterpolationMode.Bicubic, 2) when antialias => Ops._upsample_bicubic2d_aa__vec.Call(x, size, corners, scale_factor),
                    (InterpolationMode.Bicubic, 2) => Ops.upsample_bicubic2d__vec.Call(x, size, corners, scale_factor),
                    (InterpolationMode.Trilinear, 3) => Ops.upsample_trilinear3d__vec.Call(x, size, corners, scale_factor),
                    _ => throw new NotImplementedException($"interpolate with mode {mode} of a tensor with {x.dim()} dimensions")
                };
            }
        }
    }
}
