using System.Globalization;
using System.Runtime.InteropServices;

namespace Microsoft.ML.DeepModels.Benchmarks.Accuracy;

/// <summary>What benchmarks/pytorch/backbones.py wrote: plain floats, so that no reader of ours stands between.</summary>
internal sealed class ReferenceValues
{
    private readonly Dictionary<string, float[]> _values = [];

    /// <param name="folder">that it was given</param>
    public ReferenceValues(string folder)
    {
        Images = Read(folder, "images.bin");
        Rows = Read(folder, "rows.bin");
        Form = Read(folder, "form.bin");
        float[] all = Read(folder, "values.bin");
        int start = 0;
        foreach (string line in File.ReadLines(Path.Combine(folder, "values.txt")))
        {
            int blank = line.LastIndexOf(' '), count = int.Parse(line[(blank + 1)..], CultureInfo.InvariantCulture);
            _values.Add(line[..blank], all[start..(start + count)]);
            start += count;
        }
    }

    /// <summary>The images, values from 0 to 1: (batch, channels, height, width).</summary>
    public float[] Images { get; }

    /// <summary>The images normalised as torchvision's weights need it.</summary>
    public float[] Rows { get; }

    /// <summary>The factors of the loss.</summary>
    public float[] Form { get; }

    /// <summary>The values of a tensor.</summary>
    public float[] this[string name] => _values[name];

    private static float[] Read(string folder, string name) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, name))).ToArray();
}
