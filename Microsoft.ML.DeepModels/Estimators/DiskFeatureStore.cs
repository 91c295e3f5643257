using Microsoft.Win32.SafeHandles;

namespace Microsoft.ML.DeepModels.Estimators;

/// <summary>
/// Rows of features in a temporary file of its own. I own the file: it is deleted when I am disposed, and by the system should the process end before. It is only
/// read and written, never mapped: what a full disk would do to mapped memory cannot be caught.
/// </summary>
internal sealed class DiskFeatureStore : FeatureStore
{
    private const int BufferBytes = 1 << 20;

    private readonly SafeFileHandle _file;
    private readonly string _folder;
    private readonly int _rowBytes;
    private readonly byte[] _buffer;
    private long _written; // bytes in the file
    private int _buffered; // bytes that are not, yet

    /// <param name="folder">made where it is missing</param>
    /// <param name="rowBytes">the length of a row</param>
    /// <param name="expectedRows">so that a disk that is too small is found out before the work is done; 0: not known</param>
    /// <exception cref="IOException">The folder cannot be written to, or has too little room.</exception>
    public DiskFeatureStore(string folder, int rowBytes, long expectedRows)
    {
        _folder = Path.GetFullPath(folder);
        _rowBytes = rowBytes;
        _buffer = GC.AllocateUninitializedArray<byte>(Math.Max(1, BufferBytes / rowBytes) * rowBytes);
        try
        {
            Directory.CreateDirectory(_folder);
            string path = Path.Combine(_folder, $"features-{Guid.NewGuid():N}.tmp");
            _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose, preallocationSize: checked(expectedRows * rowBytes));
            Unname(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(expectedRows * rowBytes, e);
        }
    }

    public override void Add(ReadOnlySpan<byte> row)
    {
        if (_buffered == _buffer.Length) Flush();
        row.CopyTo(_buffer.AsSpan(_buffered, _rowBytes));
        _buffered += _rowBytes;
    }

    public override void Read(int slot, Span<byte> destination)
    {
        long at = (long)slot * _rowBytes;
        if (at >= _written)
        {
            _buffer.AsSpan((int)(at - _written), _rowBytes).CopyTo(destination);
            return;
        }
        for (int got = 0, n; got < _rowBytes; got += n)
        {
            n = RandomAccess.Read(_file, destination[got.._rowBytes], at + got);
            if (n == 0) throw new IOException($"The cache of features in '{_folder}' ends after {at + got} bytes: something else has cut the file.");
        }
    }

    public override void Clear() => (_written, _buffered) = (0, 0);

    public override void Dispose() => _file.Dispose();

    private void Flush()
    {
        try
        {
            RandomAccess.Write(_file, _buffer.AsSpan(0, _buffered), _written);
        }
        catch (IOException e)
        {
            throw Failed(_written + _buffered, e);
        }
        _written += _buffered;
        _buffered = 0;
    }

    /// <summary>Elsewhere than on Windows an open file needs no name, and one without a name is gone even if the process is killed.</summary>
    private static void Unname(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) // it is deleted when it is closed
        {
        }
    }

    private IOException Failed(long bytes, Exception cause) => new(
        $"The features of the frozen layers cannot be kept in '{_folder}' ({bytes} bytes): {cause.Message.TrimEnd('.')}. Nothing of them is left there. " +
        "Name a folder with more room by FeatureCacheFolder, ask for fewer AugmentedViews, or set FeatureCache to None.", cause);
}
