namespace EventDriven.AllInOne;

/// <summary>
/// The folder with the databases, taken for as long as this lives. Two hosts on one folder would each send what the
/// other's outbox still holds; the operating system gives the folder back however the process ends.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _taken;

    private DataFolder(string path, FileStream taken) => (FullPath, _taken) = (path, taken);

    /// <summary>Where it is.</summary>
    public string FullPath { get; }

    /// <summary>Takes the folder, made where it is missing; null, after saying why, when that cannot be.</summary>
    public static DataFolder? TryTake(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            return new DataFolder(
                path,
                new FileStream(
                    Path.Combine(path, "in-use"),
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None
                )
            );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(
                $"""
                The data folder {path} cannot be used: {exception.Message}
                If another of these hosts runs there, stop it, or choose another folder: --data DIR
                """
            );
            return null;
        }
    }

    public void Dispose() => _taken.Dispose();
}
