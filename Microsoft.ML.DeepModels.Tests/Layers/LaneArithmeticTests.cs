using Microsoft.ML.DeepModels.Layers;
using Microsoft.ML.DeepModels.Layers.Recurrence;
using static Microsoft.ML.DeepModels.Layers.Recurrence.LaneOperations;

namespace Microsoft.ML.DeepModels.Tests.Layers;

[TestClass]
public sealed unsafe class LaneArithmeticTests
{
    [TestMethod]
    public void SigmoidAndTanh_OverTheirRange_AreExactToAMillionth()
    {
        Check<Lanes>();
        Check<WideLanes>();

        static void Check<T>()
            where T : struct, ILanes<T>
        {
            float* from = stackalloc float[16], sigmoid = stackalloc float[16], tanh = stackalloc float[16];
            for (int i = -100_000; i < 100_000; i += Count<T>())
            {
                for (int lane = 0; lane < Count<T>(); lane++) from[lane] = (i + lane) * 1e-3f;
                Store(Curves.Sigmoid(Load<T>(from)), sigmoid);
                Store(Curves.Tanh(Load<T>(from)), tanh);
                for (int lane = 0; lane < Count<T>(); lane++)
                {
                    if (!(Math.Abs(sigmoid[lane] - 1 / (1 + Math.Exp(-from[lane]))) < 3e-7)) Assert.Fail($"sigmoid({from[lane]}) = {sigmoid[lane]}");
                    if (!(Math.Abs(tanh[lane] - Math.Tanh(from[lane])) < 3e-7)) Assert.Fail($"tanh({from[lane]}) = {tanh[lane]}");
                }
            }
        }
    }

    [TestMethod]
    public void SigmoidAndTanh_InfiniteOrNotANumber_AreTheLimitsAndNotANumber()
    {
        Check<Lanes>();
        Check<WideLanes>();

        static void Check<T>()
            where T : struct, ILanes<T>
        {
            float* result = stackalloc float[16];
            foreach (var (x, sigmoid, tanh) in new[]
                     {
                         (float.PositiveInfinity, 1f, 1f), (float.NegativeInfinity, 0f, -1f), (float.MaxValue, 1f, 1f), (float.MinValue, 0f, -1f),
                         (float.NaN, float.NaN, float.NaN), (float.Epsilon, 0.5f, 0f),
                     })
            {
                Store(Curves.Sigmoid(All<T>(x)), result);
                Assert.AreEqual(sigmoid, result[0], 1e-7f, $"sigmoid({x})");
                Store(Curves.Tanh(All<T>(x)), result);
                Assert.AreEqual(tanh, result[0], 1e-7f, $"tanh({x})");
            }
        }
    }

    [TestMethod]
    public void Multiply_AnySizesAndStrides_IsTheProduct()
    {
        foreach (var (rows, lanes, inner) in new[] { (4, 1, 1), (8, 2, 7), (4, 3, 20), (12, 4, 33), (20, 5, 64), (16, 8, 3) })
        {
            Check<Lanes>(rows, lanes * Count<Lanes>(), inner);
            Check<WideLanes>(rows, lanes * Count<WideLanes>(), inner);
        }

        static void Check<T>(int rows, int columns, int inner)
            where T : struct, ILanes<T>
        {
            int stride = columns + 5;
            float[] a = GoldenNetwork.Numbers(rows * inner, 1), b = GoldenNetwork.Numbers(inner * stride, 2), packed = new float[inner * columns];
            foreach (bool transposed in new[] { false, true })
            {
                foreach (bool pack in new[] { false, true })
                {
                    float[] c = GoldenNetwork.Numbers(rows * stride, 3), before = [.. c];
                    int aRow = transposed ? 1 : inner, aInner = transposed ? rows : 1;
                    fixed (float* pa = a, pb = b, pc = c, pp = packed)
                    {
                        if (pack) Products<T>.Pack(inner, columns, pb, stride, 1, pp);
                        Products<T>.Multiply(rows, columns, inner, pa, aRow, aInner, pack ? pp : pb, pack ? 0 : stride, pc, stride, transposed);
                    }
                    for (int row = 0; row < rows; row++)
                    {
                        for (int column = 0; column < stride; column++)
                        {
                            double expected = transposed || column >= columns ? before[row * stride + column] : 0;
                            for (int i = 0; column < columns && i < inner; i++) expected += (double)a[row * aRow + i * aInner] * b[i * stride + column];
                            Assert.AreEqual(expected, c[row * stride + column], 1e-5, $"{rows}x{columns}x{inner}, {row}, {column}");
                        }
                    }
                }
            }
        }
    }

    [TestMethod]
    public void OrthogonalRows_OfRandomMatrix_AreOfLengthOneAndOrthogonal()
    {
        var random = new Random(1);
        foreach (int size in new[] { 1, 2, 17, 64 })
        {
            float[] matrix = [.. Enumerable.Range(0, size * size).Select(_ => random.NextSingle() - 0.5f)];
            OrthogonalRows.Make(matrix, size);
            for (int i = 0; i < size; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    double product = 0;
                    for (int k = 0; k < size; k++) product += (double)matrix[i * size + k] * matrix[j * size + k];
                    Assert.AreEqual(i == j ? 1 : 0, product, 1e-5);
                }
            }
        }
    }
}
