using EventDriven.Security;
using EventDriven.TestServers;
using EventDriven.TestServers.Hosting;
using Microsoft.Playwright;

namespace EventDriven.Browser.Tests.Hosting;

/// <summary>
/// The embedded host, in development: with a data folder of its own, where anybody may be the operator.
/// </summary>
internal sealed class EmbeddedSystem : RunningSystem
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("event-driven-browser-");
    private readonly OrderApi _orders = new(DevelopmentKey.Issue("operator", Scopes.Operate));
    private readonly ServiceProcess _process;
    private Uri? _address;

    private EmbeddedSystem()
    {
        var logs = Directory.CreateDirectory(Path.Combine(Repository.Root, "TestResults", "Browser"));
        var settings = new Dictionary<string, string>(Settings)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["RateLimit__PerSecond"] = "10000",
            ["RateLimit__Burst"] = "10000",
            // Where it listens is read out of its log.
            ["Serilog__MinimumLevel__Override__Microsoft.Hosting.Lifetime"] = "Information",
        };
        _process = new ServiceProcess(
            "AllInOne",
            settings,
            _folder.FullName,
            Path.Combine(logs.FullName, "Embedded.log")
        );
    }

    public override Uri Console => new(_address!, "console");

    public override OrderApi Orders => _orders;

    public override string CustomerToken => DevelopmentKey.Issue("c-1", Scopes.Orders);

    public static async Task<RunningSystem> StartAsync(CancellationToken cancel)
    {
        var system = new EmbeddedSystem();
        system._address = await system._process.StartAsync(cancel);
        system._orders.MoveTo(system._address);
        return system;
    }

    public override Task SignInAsync(IPage page) =>
        page.GetByRole(AriaRole.Button, new() { Name = "Sign in as the operator" }).ClickAsync();

    public override async ValueTask DisposeAsync()
    {
        _orders.Dispose();
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
        await base.DisposeAsync();
    }
}
