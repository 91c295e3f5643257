using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    // New contents: random, constant or from elsewhere; and copies.
    public partial class Tensor
    {
        public Tensor uniform_(double from, double to, Generator? generator = null) => Ops.uniform_.Into(this, from, to, generator);
        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) => Ops.normal_.Into(this, mean, std, generator);
        public Tensor bernoulli(Generator? generator = null) => Ops.bernoulli.Call(this, generator);
        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) => Ops.bernoulli___float.Into(this, p, generator);
        public Tensor bernoulli_(Tensor p, Generator? generator = null) => Ops.bernoulli___Tensor.Into(this, p, generator);
        public Tensor exponential_(double lambda = 1, Generator? generator = null) => Ops.exponential_.Into(this, lambda, generator);
        public Tensor geometric_(double p, Generator? generator = null) => Ops.geometric_.Into(this, p, generator);
        public Tensor cauchy_(double median = 0, double sigma = 1, Generator? generator = null) =>
            Ops.cauchy_.Into(this, median, sigma, generator);
        public Tensor log_normal_(double mean = 0, double std = 1, Generator? generator = null) =>
            Ops.log_normal_.Into(this, mean, std, generator);
        public Tensor random_(double from, double to, Generator? generator = null) =>
            Ops.random___from.Into(this, (long)from, (long)to, generator);
        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) =>
            Ops.multinomial.Call(this, num_samples, replacement, generator);
        public Tensor poisson(Generator? generator = null) => Ops.poisson.Call(this, generator);
        public Tensor fill_(Scalar value) => Ops.fill___Scalar.Into(this, value);
        public Tensor zero_() => Ops.zeros__out.Call(shape, this);
        public Tensor copy_(Tensor source, bool nonBlocking = false) => Ops.copy_.Into(this, source, nonBlocking);
        public Tensor set_(Tensor source) => Ops.set___source_Tensor.Into(this, source);
        public Tensor clone() => Ops.clone.Call(this);
        public Tensor detach() => Ops.detach.Call(this);
        public Tensor detach_() => Ops.detach_.Into(this);
    }
}
