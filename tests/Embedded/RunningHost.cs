using EventDriven.TestServers.Otlp;

namespace EventDriven.Embedded.Tests;

/// <summary>
/// A host on a data folder with an odd name, logging every category and level and exporting all telemetry, for the
/// tests that leave it running.
/// </summary>
[CollectionDefinition(nameof(RunningHost))]
public sealed class RunningHost : IAsyncLifetime, ICollectionFixture<RunningHost>
{
    private readonly DataFolder _parent = new();

    /// <summary>Its data folder.</summary>
    internal string Folder { get; private set; } = "";

    /// <summary>Where its traces, metrics and logs go.</summary>
    internal OtlpReceiver Telemetry { get; private set; } = null!;

    internal EmbeddedProcess Process { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Folder = Path.Combine(_parent.FullPath, "a;b='c'");
        Telemetry = await OtlpReceiver.StartAsync(TestContext.Current.CancellationToken);
        Process = new EmbeddedProcess([
            "--data",
            Folder,
            "--urls",
            "http://127.0.0.1:0",
            "--verbose",
            "--Serilog:MinimumLevel:Default=Verbose",
            "--Serilog:MinimumLevel:Override:Microsoft.AspNetCore=Verbose",
            "--Serilog:MinimumLevel:Override:Microsoft.AspNetCore.Hosting.Diagnostics=Verbose",
            "--Serilog:MinimumLevel:Override:Microsoft.EntityFrameworkCore=Verbose",
            .. Telemetry.Settings.Select(setting => $"--{setting.Key}={setting.Value}"),
        ]);
        await Process.Listening();
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await Telemetry.DisposeAsync();
        _parent.Dispose();
    }
}
