namespace EventDriven.Services.Tests.EntryApi;

/// <summary>A folder of a test's own, gone with it.</summary>
internal sealed class TemporaryFolder : IAsyncDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("entry-api-").FullName;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(FullPath, recursive: true);
        return ValueTask.CompletedTask;
    }
}
