namespace Microsoft.ML.DeepModels.Layers.Recurrence;

/// <summary>What a recurrent layer computes at each step. The equations and the order of gates are PyTorch's.</summary>
internal enum CellKind
{
    /// <summary>Hochreiter and Schmidhuber 1997, with forget gates (Gers et al. 2000). Gates: input, forget, candidate, output.</summary>
    Lstm,

    /// <summary>Cho et al. 2014, the reset gate applied to the product. Gates: reset, update, candidate.</summary>
    Gru,

    /// <summary>Elman 1990 with tanh: one gate.</summary>
    Tanh,

    /// <summary>Elman 1990 with relu: one gate.</summary>
    Relu,
}
