using System.Diagnostics;

namespace EventDriven.Embedded.Tests;

/// <summary>
/// A folder on a disk of its own (tmpfs), which a test fills and frees. Where nothing can be mounted, the test is
/// skipped.
/// </summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int MegaBytes = 64;

    private readonly string _filler;

    private SmallDisk(string fullPath) => (FullPath, _filler) = (fullPath, Path.Combine(fullPath, "filler"));

    public string FullPath { get; }

    public static async Task<SmallDisk> Mount()
    {
        var folder = Directory.CreateTempSubdirectory("embedded-disk-").FullName;
        var failure = await Run("mount", "-t", "tmpfs", "-o", $"size={MegaBytes}m", "tmpfs", folder);
        if (failure is not null)
            Directory.Delete(folder);
        Assert.SkipWhen(failure is not null, $"A tmpfs cannot be mounted here, which takes root: {failure}");
        return new SmallDisk(folder);
    }

    /// <summary>Takes what room is left; again, what has become free since.</summary>
    public void Fill()
    {
        using var filler = new FileStream(_filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var page = new byte[4096];
        try
        {
            while (true)
                filler.Write(page);
        }
        catch (IOException) when (new DriveInfo(FullPath).AvailableFreeSpace == 0)
        {
            // That is what it is for.
        }
    }

    public void Free() => File.Delete(_filler);

    public async ValueTask DisposeAsync()
    {
        if (await Run("umount", FullPath) is { } failure)
            throw new InvalidOperationException(failure);
        Directory.Delete(FullPath);
    }

    /// <summary>Null, or why it failed.</summary>
    private static async Task<string?> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true }
        )!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? null : $"{errors.Trim()} (exit code {process.ExitCode})";
    }
}
