using EventDriven.ServiceDefaults;

namespace EventDriven.AllInOne;

/// <summary>
/// The folder of the databases, locked because two hosts on one folder would both send what is in the outboxes. The
/// operating system releases the lock however the process ends.
/// </summary>
internal sealed class DataFolder(string path, FileStream taken) : IDisposable
{
    public string FullPath => path;

    /// <summary>Locks the folder; creates it if it is missing.</summary>
    /// <exception cref="StartRefusedException">The folder cannot be used.</exception>
    public static DataFolder Take(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            var file = Path.Combine(path, "in-use");
            return new DataFolder(path, File.Open(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException(
                $"The data folder {path} cannot be used: {exception.Message} "
                    + "If another of these hosts runs on it, stop that host, or choose another folder with --data DIR."
            );
        }
    }

    public void Dispose() => taken.Dispose();
}
