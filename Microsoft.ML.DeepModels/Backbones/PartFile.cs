using System.Security.Cryptography;

namespace Microsoft.ML.DeepModels.Backbones;

/// <summary>
/// What has come of a download, beside the place where the whole file will be. Whoever has it has it alone, among all processes, by a lock file, which also keeps the server's mark of the version that the bytes
/// are of. Both stay after a break and are gone when the file is whole.
/// </summary>
internal sealed class PartFile : IDisposable
{
    private const int LongestMark = 200;

    private readonly string _path;
    private readonly FileStream _lock;
    private FileStream? _stream;
    private bool _isOver; // the whole file is there

    private PartFile(string path, FileStream @lock)
    {
        (_path, _lock) = (path + ".part", @lock);
        if (!File.Exists(_path)) return;
        Stream(stream => stream.Seek(0, SeekOrigin.End));
        if (_lock.Length is > 0 and <= LongestMark)
        {
            using var reader = new StreamReader(_lock, leaveOpen: true);
            Mark = reader.ReadToEnd();
        }
    }

    /// <summary>The bytes that have come.</summary>
    public long Length { get; private set; }

    /// <summary>The server's name (entity tag) of the version that the bytes are of; null where it gave none.</summary>
    public string? Mark { get; private set; }

    /// <param name="path">of the whole file</param>
    /// <returns>null while someone else has it</returns>
    public static PartFile? TryOpen(string path)
    {
        string name = path + ".lock";
        FileStream held;
        try
        {
            held = new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsHeld(e))
        {
            return null;
        }
        try
        {
            return new PartFile(path, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Begins anew.</summary>
    /// <param name="mark">of the version that will come</param>
    public void Restart(string? mark)
    {
        Stream(stream => stream.SetLength(0));
        Length = 0;
        Mark = mark is { Length: <= LongestMark } ? mark : null;
        _lock.SetLength(0);
        using (var writer = new StreamWriter(_lock, leaveOpen: true)) writer.Write(Mark);
        _lock.Flush();
    }

    /// <summary>Adds bytes at the end. Where the disk is full, what has come is removed: it would keep the disk full.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _stream!.Write(bytes);
            _stream.Flush();
        }
        catch (IOException e)
        {
            throw Unwritable(e);
        }
        Length += bytes.Length;
    }

    /// <summary>The SHA-256 of all that has come, hexadecimal.</summary>
    public string Digest(CancellationToken cancellation)
    {
        Close();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var stream = File.OpenRead(_path);
        var buffer = new byte[1 << 20];
        for (int got; (got = stream.Read(buffer)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, got);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Makes it the whole file.</summary>
    public void Finish(string path)
    {
        Close();
        File.Move(_path, path, overwrite: true);
        _isOver = true;
    }

    /// <summary>Removes all that has come.</summary>
    public void Discard()
    {
        Close();
        File.Delete(_path);
        Length = 0;
        Mark = null;
        _lock.SetLength(0);
        _isOver = File.Exists(_path[..^".part".Length]);
    }

    /// <summary>Lets go of it; what has come stays for the next one.</summary>
    public void Dispose()
    {
        Close();
        _lock.Dispose();
        if (!_isOver) return;
        try
        {
            // Closed before, for Windows deletes no file that is open. Whoever gets the lock meanwhile finds the whole file and has nothing to do.
            File.Delete(_lock.Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) // another has it open, and will remove it
        {
        }
    }

    private void Stream(Action<FileStream> change)
    {
        try
        {
            // Without a buffer: what was not written would be written again when it is closed.
            _stream ??= new FileStream(_path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
            change(_stream);
            Length = _stream.Length;
        }
        catch (IOException e)
        {
            throw Unwritable(e);
        }
    }

    private void Close()
    {
        _stream?.Dispose();
        _stream = null;
    }

    private IOException Unwritable(IOException e)
    {
        try
        {
            Discard();
        }
        catch (IOException) // the first error is the one to tell
        {
        }
        return new IOException($"'{_path}' cannot be written: {e.Message} What had come of the file is removed. Make room, or download into another folder.", e);
    }

    // Held by another: ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION of Windows, EWOULDBLOCK of Linux and of macOS.
    private static bool IsHeld(IOException e) =>
        e.GetType() == typeof(IOException) && (OperatingSystem.IsWindows() ? (e.HResult & 0xFFFF) is 32 or 33 : e.HResult == (OperatingSystem.IsMacOS() ? 35 : 11));
}
