namespace Microsoft.ML.DeepModels.Layers;

// Inside this class the name Activation is the method below; the enum is Layers.Activation.
public abstract partial record Layer
{
    /// <summary>A convolution over (channels, height, width) with square windows; gives (filters, height, width).</summary>
    /// <param name="filters">the number of output channels, at least 1</param>
    /// <param name="kernelSize">the height and width of the window in pixels, at least 1</param>
    /// <param name="activation">the function applied to the result</param>
    /// <param name="stride">the step of the window in pixels, at least 1</param>
    /// <param name="padding">what happens at the edges</param>
    /// <param name="groups">into how many independent groups channels and filters are split; must divide both</param>
    /// <param name="dilation">the distance between the window's pixels, at least 1</param>
    /// <param name="useBias">whether a learned constant is added per filter</param>
    public static Layer Conv2D(int filters, int kernelSize, Activation activation = Layers.Activation.Linear, int stride = 1,
        Padding padding = Padding.Valid, int groups = 1, int dilation = 1, bool useBias = true) =>
        new Conv2DLayer(filters, AtLeast(1, kernelSize, nameof(kernelSize)), kernelSize, activation, stride, padding, groups, dilation, useBias);

    /// <summary>A convolution over (channels, height, width) with rectangular windows; gives (filters, height, width).</summary>
    /// <inheritdoc cref="Conv2D(int, int, Activation, int, Padding, int, int, bool)"/>
    public static Layer Conv2D(int filters, (int Height, int Width) kernelSize, Activation activation = Layers.Activation.Linear,
        int stride = 1, Padding padding = Padding.Valid, int groups = 1, int dilation = 1, bool useBias = true) =>
        new Conv2DLayer(filters, kernelSize.Height, kernelSize.Width, activation, stride, padding, groups, dilation, useBias);

    /// <summary>
    /// A transposed convolution (Dumoulin and Visin 2016) with square windows, which makes images larger: (channels, height, width) to (filters,
    /// larger height, larger width). Each pixel adds a window, weighted by its channels, to the result; a height h becomes
    /// (h - 1) <paramref name="stride"/> - 2 <paramref name="padding"/> + <paramref name="kernelSize"/> + <paramref name="outputPadding"/>.
    /// </summary>
    /// <param name="filters">the number of output channels, at least 1</param>
    /// <param name="kernelSize">the height and width of the window in pixels of the result, at least 1</param>
    /// <param name="activation">the function applied to the result</param>
    /// <param name="stride">the distance in the result between the windows of neighbouring pixels, at least 1</param>
    /// <param name="padding">the pixels that are cut off at each edge of the result, at least 0</param>
    /// <param name="outputPadding">the pixels that are added to the result below and to the right, at least 0 and below the stride</param>
    /// <param name="useBias">whether a learned constant is added per filter</param>
    public static Layer ConvTranspose2D(int filters, int kernelSize, Activation activation = Layers.Activation.Linear, int stride = 1, int padding = 0,
        int outputPadding = 0, bool useBias = true) =>
        new ConvTranspose2DLayer(filters, kernelSize, activation, stride, padding, outputPadding, useBias);

    /// <summary>The largest value of each window; (channels, height, width) to a smaller (channels, height, width).</summary>
    /// <param name="size">the height and width of the window in pixels, at least 1</param>
    /// <param name="stride">the step of the window, at least 1; null: the window's size</param>
    /// <param name="padding">what happens at the edges</param>
    public static Layer MaxPool2D(int size, int? stride = null, Padding padding = Padding.Valid) => new MaxPool2DLayer(size, stride, padding);

    /// <summary>The mean of each window; (channels, height, width) to a smaller (channels, height, width).</summary>
    /// <inheritdoc cref="MaxPool2D"/>
    public static Layer AveragePool2D(int size, int? stride = null, Padding padding = Padding.Valid) =>
        new AveragePool2DLayer(size, stride, padding);

    /// <summary>The mean of each channel: (channels, height, width) to (channels).</summary>
    public static Layer GlobalAveragePool2D() => new GlobalAveragePool2DLayer();

    /// <summary>The largest value of each channel: (channels, height, width) to (channels).</summary>
    public static Layer GlobalMaxPool2D() => new GlobalMaxPool2DLayer();

    /// <summary>A convolution over timesteps; (timesteps, features) to (timesteps, filters).</summary>
    /// <remarks>
    /// Of sequences whose length differs, one shorter than the window counts as filled up with zeros to the window's length.
    /// </remarks>
    /// <param name="filters">the number of output features, at least 1</param>
    /// <param name="kernelSize">the length of the window in timesteps, at least 1</param>
    /// <param name="activation">the function applied to the result</param>
    /// <param name="stride">the step of the window in timesteps, at least 1</param>
    /// <param name="padding">what happens at the ends; <see cref="Padding.Causal"/> looks at no later step</param>
    /// <param name="groups">into how many independent groups features and filters are split; must divide both</param>
    /// <param name="dilation">the distance between the window's timesteps, at least 1</param>
    /// <param name="useBias">whether a learned constant is added per filter</param>
    public static Layer Conv1D(int filters, int kernelSize, Activation activation = Layers.Activation.Linear, int stride = 1,
        Padding padding = Padding.Valid, int groups = 1, int dilation = 1, bool useBias = true) =>
        new Conv1DLayer(filters, kernelSize, activation, stride, padding, groups, dilation, useBias);

    /// <summary>The largest value of each window over timesteps; (timesteps, features) to fewer (timesteps, features).</summary>
    /// <remarks>Of sequences whose length differs, one shorter than the window gives one step, from the steps that there are.</remarks>
    /// <param name="size">the length of the window in timesteps, at least 1</param>
    /// <param name="stride">the step of the window, at least 1; null: the window's size</param>
    /// <param name="padding">what happens at the ends</param>
    public static Layer MaxPool1D(int size, int? stride = null, Padding padding = Padding.Valid) => new MaxPool1DLayer(size, stride, padding);

    /// <summary>The mean of each window over timesteps; (timesteps, features) to fewer (timesteps, features).</summary>
    /// <inheritdoc cref="MaxPool1D"/>
    public static Layer AveragePool1D(int size, int? stride = null, Padding padding = Padding.Valid) =>
        new AveragePool1DLayer(size, stride, padding);

    /// <summary>
    /// A weighted mean of each feature over the timesteps: (timesteps, features) to (features). A step x weighs
    /// exp(query tanh(W x + b)) over the sum of all steps, with W, b and query learned (Bahdanau et al. 2015, Yang et al. 2016).
    /// </summary>
    /// <param name="units">the length of the vector that a step is judged by, at least 1</param>
    public static Layer AttentionPool1D(int units) => new AttentionPool1DLayer(units);

    /// <summary>
    /// Batch normalisation (Ioffe and Szegedy 2015): per channel of an image, per feature otherwise; of sequences whose
    /// length differs over the steps that there are. Keeps the shape.
    /// </summary>
    /// <param name="momentum">the weight of a new batch in the running statistics, in (0, 1]</param>
    /// <param name="epsilon">added to the variance, above 0</param>
    public static Layer BatchNorm(double momentum = 0.1, double epsilon = 1e-5) => new BatchNormLayer(momentum, epsilon);

    /// <summary>
    /// Layer normalisation (Ba et al. 2016) over the channels of each pixel, or over the last axis otherwise. Keeps the shape.
    /// </summary>
    /// <param name="epsilon">added to the variance, above 0</param>
    public static Layer LayerNorm(double epsilon = 1e-5) => new LayerNormLayer(epsilon);

    /// <summary>
    /// While training, sets values to zero with probability <paramref name="rate"/> and divides the others by 1 - rate
    /// (Srivastava et al. 2014); does nothing in scoring. Keeps the shape.
    /// </summary>
    /// <param name="rate">in [0, 1)</param>
    public static Layer Dropout(double rate) => new DropoutLayer(rate);

    /// <summary>
    /// All values of an example in one vector: (channels, height, width) to (height * width * channels), channels varying
    /// fastest, as in Keras; (timesteps, features) to (timesteps * features).
    /// </summary>
    public static Layer Flatten() => new FlattenLayer();

    /// <summary>A fully connected layer: (features) to (units), or (timesteps, features) to (timesteps, units).</summary>
    /// <param name="units">the number of outputs, at least 1</param>
    /// <param name="activation">the function applied to the result</param>
    /// <param name="useBias">whether a learned constant is added per unit</param>
    /// <param name="zeroWeights">
    /// whether the weights are 0 at first, not drawn: for the last layer of a branch that is to begin as nothing; layers before it learn from the second step on
    /// </param>
    public static Layer Dense(int units, Activation activation = Layers.Activation.Linear, bool useBias = true, bool zeroWeights = false) =>
        new DenseLayer(units, activation, useBias, zeroWeights);

    /// <summary>Only a function of each value. Keeps the shape.</summary>
    /// <param name="activation">the function</param>
    public static Layer Activation(Activation activation) => new ActivationLayer(activation);

    /// <summary>
    /// x for x > 0, else a slope of one's own choice times x (Maas et al. 2013); discriminators commonly use 0.2. Keeps the shape.
    /// <see cref="Layers.Activation.LeakyRelu"/> is the one with slope 0.01.
    /// </summary>
    /// <param name="slope">the factor below 0, in (0, 1)</param>
    public static Layer LeakyRelu(double slope) => new LeakyReluLayer(slope);

    /// <summary>
    /// A layer whose weight is divided by its largest singular value in every forward pass, so that the layer makes no difference larger
    /// (Miyato et al. 2018); the common constraint of a discriminator. The singular value is estimated by power iteration on two vectors that
    /// belong to the model: they are drawn once, take a step in each forward pass of training, and stay as they are in scoring.
    /// </summary>
    /// <param name="inner">a Dense, Conv2D or ConvTranspose2D layer</param>
    /// <param name="powerIterations">the steps of the power iteration in a forward pass of training, at least 1</param>
    public static Layer SpectralNorm(Layer inner, int powerIterations = 1) => new SpectralNormLayer(inner, powerIterations);

    /// <summary>
    /// The same values in another shape. Values are taken and laid out in the order of <see cref="Flatten"/>, channels
    /// varying fastest, so that it undoes a Flatten.
    /// </summary>
    /// <param name="shape">the new shape: (channels, height, width), (timesteps, features) or (features)</param>
    public static Layer Reshape(params int[] shape) => new ReshapeLayer(new Tensors.TensorShape(shape));

    /// <summary>
    /// Adds the input to the result of some layers (He et al. 2016). Where they change the shape, the input goes through a
    /// learned projection without bias: a 1x1 convolution, strided as needed, for images, a dense layer otherwise.
    /// </summary>
    /// <param name="body">the layers, at least one</param>
    public static Layer Residual(params Layer[] body) => new ResidualLayer(body);

    /// <summary>
    /// The results of several lists of layers over the same input, side by side: (features), or (timesteps, features), with the features
    /// of all branches in order, or (channels, height, width) with their channels. An empty list is the input as it is.
    /// </summary>
    /// <param name="branches">the lists of layers, at least two</param>
    public static Layer Concatenate(params Layer[][] branches) => new ConcatenateLayer(branches);

    /// <summary>The sum of the results of several lists of layers over the same input, all of one shape. An empty list is the input as it is.</summary>
    /// <param name="branches">the lists of layers, at least two</param>
    public static Layer Sum(params Layer[][] branches) => new SumLayer(branches);

    /// <summary>
    /// A learned vector for each token: (timesteps) to (timesteps, dimensions). Tokens count from 0; a trainer makes them of keys.
    /// Weights are drawn from a normal distribution with deviation 1 / sqrt(dimensions).
    /// </summary>
    /// <param name="dimensions">the number of values that a token becomes, at least 1</param>
    /// <param name="vocabulary">the number of tokens, at least 1; null: a trainer takes it from the key type of its column</param>
    public static Layer Embedding(int dimensions, int? vocabulary = null) => new EmbeddingLayer(dimensions, vocabulary);

    /// <summary>
    /// Long short-term memory (Hochreiter and Schmidhuber 1997, with forget gates): (timesteps, features) to (units), the state after the
    /// last step, or to (timesteps, units). Gates and equations are PyTorch's. Input weights are drawn as for a dense layer, recurrent
    /// ones orthogonal in each gate (Saxe et al. 2014); biases are 0, those of the forget gate 1 (Jozefowicz et al. 2015).
    /// </summary>
    /// <param name="units">the length of the state, at least 1</param>
    /// <param name="returnSequences">whether the result has the state of every timestep, for layers that take sequences</param>
    /// <param name="bidirectional">
    /// whether a second state goes from the last step to the first: the result has both, side by side, twice the units; without
    /// <paramref name="returnSequences"/> each after its own last step
    /// </param>
    /// <param name="layers">how many such layers are stacked, at least 1</param>
    /// <param name="dropout">the rate of dropout between stacked layers, in [0, 1)</param>
    public static Layer Lstm(int units, bool returnSequences = false, bool bidirectional = false, int layers = 1, double dropout = 0) =>
        new LstmLayer(units, returnSequences, bidirectional, layers, dropout);

    /// <summary>
    /// Gated recurrent units (Cho et al. 2014): (timesteps, features) to (units), the state after the last step, or to (timesteps,
    /// units). Gates and equations are PyTorch's. Input weights are drawn as for a dense layer, recurrent ones orthogonal in each gate.
    /// </summary>
    /// <inheritdoc cref="Lstm"/>
    public static Layer Gru(int units, bool returnSequences = false, bool bidirectional = false, int layers = 1, double dropout = 0) =>
        new GruLayer(units, returnSequences, bidirectional, layers, dropout);

    /// <summary>
    /// A recurrent layer without gates (Elman 1990), state = f(W input + U state + b): (timesteps, features) to (units), the state after
    /// the last step, or to (timesteps, units). Input weights are drawn as for a dense layer, recurrent ones orthogonal.
    /// </summary>
    /// <param name="units">the length of the state, at least 1</param>
    /// <param name="activation">the function f: Tanh or Relu</param>
    /// <param name="returnSequences">whether the result has the state of every timestep, for layers that take sequences</param>
    /// <param name="bidirectional">whether a second state goes from the last step to the first; the result has both, side by side</param>
    /// <param name="layers">how many such layers are stacked, at least 1</param>
    /// <param name="dropout">the rate of dropout between stacked layers, in [0, 1)</param>
    public static Layer SimpleRnn(int units, Activation activation = Layers.Activation.Tanh, bool returnSequences = false, bool bidirectional = false,
        int layers = 1, double dropout = 0) => new SimpleRnnLayer(units, activation, returnSequences, bidirectional, layers, dropout);

    /// <summary>The mean of each feature over the timesteps: (timesteps, features) to (features).</summary>
    public static Layer GlobalAveragePool1D() => new GlobalAveragePool1DLayer();

    /// <summary>The largest value of each feature over the timesteps: (timesteps, features) to (features).</summary>
    public static Layer GlobalMaxPool1D() => new GlobalMaxPool1DLayer();

    /// <summary>The last timestep of each sequence: (timesteps, features) to (features).</summary>
    public static Layer LastStep() => new LastStepLayer();

    /// <summary>Some timesteps of sequences of one fixed length: (timesteps, features) to (count, features).</summary>
    /// <param name="start">the first step, counted from 0</param>
    /// <param name="count">the number of steps, at least 1</param>
    public static Layer Steps(int start, int count) => new StepsLayer(start, count);

    /// <summary>Some features: (features) to (count), or (timesteps, features) to (timesteps, count).</summary>
    /// <param name="start">the first feature, counted from 0</param>
    /// <param name="count">the number of features, at least 1</param>
    public static Layer Features(int start, int count) => new FeaturesLayer(start, count);

    /// <summary>Repeats each pixel: (channels, height, width) to (channels, factor * height, factor * width).</summary>
    /// <param name="factor">at least 1</param>
    public static Layer Upsample2D(int factor) => new Upsample2DLayer(factor);

    /// <summary>Multiplies every value and adds an offset, for instance to bring inputs to about -1 to 1. Nothing is learned.</summary>
    /// <param name="scale">the factor, a finite number</param>
    /// <param name="offset">what is added, a finite number</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is not finite.</exception>
    public static Layer Rescaling(double scale, double offset = 0) => new RescalingLayer(scale, offset);

    /// <summary>
    /// Brings each channel of an image to the scale that a trained network expects: (value - mean) / deviation. Nothing is learned; keeps the shape.
    /// </summary>
    /// <param name="mean">(channels) what is subtracted, finite numbers</param>
    /// <param name="standardDeviation">(channels) what the difference is divided by, finite numbers above 0</param>
    public static Layer Normalize(IReadOnlyList<float> mean, IReadOnlyList<float> standardDeviation) => new NormalizeLayer(mean, standardDeviation);

    /// <summary>
    /// Multiplies each channel of an image by a gate that is computed of the means of all channels (Hu et al. 2018): gate(W2 activation(W1 means + b1) + b2).
    /// Keeps the shape.
    /// </summary>
    /// <param name="units">the length of the vector in between, at least 1</param>
    /// <param name="activation">the function after the first product</param>
    /// <param name="gate">the function after the second one, commonly Sigmoid or HardSigmoid</param>
    public static Layer SqueezeExcitation(int units, Activation activation = Layers.Activation.Relu, Activation gate = Layers.Activation.Sigmoid) =>
        new SqueezeExcitationLayer(units, activation, gate);

    /// <summary>
    /// While training, sets all values of a row to zero with probability <paramref name="rate"/> and divides those of the other rows by 1 - rate (Huang et al.
    /// 2016): at the end of a residual block it leaves the block out for some rows of a batch. Does nothing in scoring. Keeps the shape.
    /// </summary>
    /// <param name="rate">in [0, 1)</param>
    public static Layer StochasticDepth(double rate) => new StochasticDepthLayer(rate);

    /// <summary>
    /// A learned factor for each channel of an image, or each feature of anything else; small at first, it lets a residual block begin as almost nothing
    /// (Touvron et al. 2021). Keeps the shape.
    /// </summary>
    /// <param name="initial">the value of all factors at first, a finite number</param>
    public static Layer ChannelScale(double initial = 1e-6) => new ChannelScaleLayer(initial);

    /// <summary>
    /// A learned step before the first one, in which layers of attention collect what is to be known of the whole sequence (Devlin et al. 2019):
    /// (timesteps, features) to (timesteps + 1, features), for sequences of one fixed length.
    /// </summary>
    public static Layer ClassToken() => new ClassTokenLayer();

    /// <summary>
    /// Adds a learned vector to each step, by which layers of attention know the order of steps; for sequences of one fixed length. Keeps the shape. Drawn from
    /// a normal distribution with deviation 0.02.
    /// </summary>
    public static Layer PositionEmbedding() => new PositionEmbeddingLayer();

    /// <summary>
    /// Self-attention with several heads (Vaswani et al. 2017), by PyTorch's equations: each step becomes a weighted mean of values of all steps, with weights
    /// by the likeness of its query to their keys; queries, keys, values and the result are learned linear maps. Keeps the shape (timesteps, features).
    /// </summary>
    /// <param name="heads">into how many parts the features are split, each with its own weights of steps; must divide the features</param>
    public static Layer SelfAttention(int heads) => new SelfAttentionLayer(heads);

    /// <summary>The first timestep of each sequence: (timesteps, features) to (features).</summary>
    public static Layer FirstStep() => new FirstStepLayer();
}
