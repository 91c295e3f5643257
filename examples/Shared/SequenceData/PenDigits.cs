using System.Numerics;
using Microsoft.ML.DeepModels.Examples.Digits;

namespace Microsoft.ML.DeepModels.Examples.SequenceData;

/// <summary>
/// The data that needs no download: how a pen moves when it writes a digit. A step is its movement to the right, its movement down, and whether it
/// touches the paper. Size, slant, speed and tremor differ from one sequence to the next, and so does the number of steps.
/// </summary>
public sealed class PenDigits
{
    /// <summary>The number of values of a step.</summary>
    public const int FeaturesPerStep = 3;

    /// <summary>How many sequences the example learns from.</summary>
    public const int TrainingSequences = 2000;

    /// <summary>How many sequences the example judges by.</summary>
    public const int TestSequences = 500;

    private const float UsualMovement = 0.25f; // in one step, where a digit is 2 high; what a step says is in this unit
    private readonly Random _random;

    private PenDigits(int seed) => _random = new Random(seed);

    /// <summary>Writes sequences to learn from and sequences to judge by, all ten digits in turn. The same seed gives the same.</summary>
    public static SequenceDataSet Create(int train, int test, int seed)
    {
        var pen = new PenDigits(seed);
        return new SequenceDataSet("pen-digits", FeaturesPerStep, pen.Write(train), pen.Write(test));
    }

    private List<LabeledSequence> Write(int count)
    {
        var rows = new List<LabeledSequence>(count);
        for (int i = 0; i < count; i++) rows.Add(new LabeledSequence { Steps = Write(DigitGlyphs.All[i % 10]), Label = (i % 10).ToString() });
        return rows;
    }

    private float[] Write(IReadOnlyList<Stroke> digit)
    {
        Matrix3x2 hand = Matrix3x2.CreateScale(Between(0.75f, 1.25f), 1) * Matrix3x2.CreateSkew(Between(-0.3f, 0.3f), 0)
            * Matrix3x2.CreateRotation(Between(-0.25f, 0.25f)) * Matrix3x2.CreateScale(Between(0.8f, 1.2f));
        float speed = Between(0.6f, 1.6f) * UsualMovement, tremor = Between(0.02f, 0.12f) * UsualMovement;
        List<float> steps = []; // (timesteps, features)
        Vector2? end = null;
        foreach (Stroke stroke in digit.Select(stroke => stroke.Transform(hand)))
        {
            // Between two strokes the pen goes through the air, straight and faster.
            if (end is { } lifted && Vector2.Distance(lifted, stroke.Points[0]) > 1e-3f) Move([lifted, stroke.Points[0]], 2 * speed, tremor, 0, steps);
            Move(stroke.Points, speed, tremor, 1, steps);
            end = stroke.Points[^1];
        }
        return [.. steps];
    }

    /// <summary>Moves along a line in steps of about one length, each with some tremor, up to its end.</summary>
    private void Move(IReadOnlyList<Vector2> line, float speed, float tremor, float touches, List<float> steps)
    {
        Vector2 pen = line[0];
        float left = Between(0.5f, 1.5f) * speed; // to go in this step
        Vector2 last = pen;
        for (int i = 1; i < line.Count; i++)
        {
            while (Vector2.Distance(pen, line[i]) is var distance && distance >= left)
            {
                pen += (line[i] - pen) * (left / distance);
                Add(pen - last);
                last = pen;
                left = Between(0.5f, 1.5f) * speed;
            }
            left -= Vector2.Distance(pen, line[i]);
            pen = line[i];
        }
        Add(pen - last);

        void Add(Vector2 movement)
        {
            movement += new Vector2(Between(-tremor, tremor), Between(-tremor, tremor));
            steps.AddRange([movement.X / UsualMovement, movement.Y / UsualMovement, touches]);
        }
    }

    private float Between(float low, float high) => low + (high - low) * _random.NextSingle();
}
