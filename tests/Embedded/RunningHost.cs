namespace EventDriven.Embedded.Tests;

/// <summary>
/// A host on a data folder with an odd name, logging every category and level, for the tests that leave it running.
/// </summary>
[CollectionDefinition(nameof(RunningHost))]
public sealed class RunningHost : IAsyncLifetime, ICollectionFixture<RunningHost>
{
    private readonly DataFolder _parent = new();

    public RunningHost()
    {
        Folder = Path.Combine(_parent.FullPath, "a;b='c'");
        Process = new EmbeddedProcess(
            "--data",
            Folder,
            "--urls",
            "http://127.0.0.1:0",
            "--verbose",
            "--Serilog:MinimumLevel:Default=Verbose",
            "--Serilog:MinimumLevel:Override:Microsoft.AspNetCore=Verbose",
            "--Serilog:MinimumLevel:Override:Microsoft.AspNetCore.Hosting.Diagnostics=Verbose",
            "--Serilog:MinimumLevel:Override:Microsoft.EntityFrameworkCore=Verbose"
        );
    }

    /// <summary>Its data folder.</summary>
    internal string Folder { get; }

    internal EmbeddedProcess Process { get; }

    public async ValueTask InitializeAsync() => await Process.Listening();

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _parent.Dispose();
    }
}
