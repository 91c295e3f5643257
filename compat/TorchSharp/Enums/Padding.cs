namespace TorchSharp;

/// <summary>Padding of a convolution by name.</summary>
public enum Padding
{
    Valid = 0,
    Same = 1
}
