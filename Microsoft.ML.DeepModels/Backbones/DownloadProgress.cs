namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>How far the download of a file of weights is.</summary>
/// <param name="FileName">the file</param>
/// <param name="Bytes">that are there, those of an earlier, broken download included</param>
/// <param name="TotalBytes">of the whole file; null where the server does not tell</param>
public readonly record struct DownloadProgress(string FileName, long Bytes, long? TotalBytes);
