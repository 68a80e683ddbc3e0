using EventDriven.TestServers.Hosting;
using Microsoft.Playwright;

namespace EventDriven.Browser.Tests.Hosting;

/// <summary>Every service as a process of its own, with tokens of an issuer, as in production.</summary>
internal sealed class DistributedSystem : RunningSystem
{
    private DistributedSystem(Deployment deployment) => Deployment = deployment;

    /// <summary>Its processes, and the broker and databases behind them.</summary>
    public Deployment Deployment { get; }

    public override Uri Console => Deployment.Console;

    public override OrderApi Orders => Deployment.Orders;

    public override string CustomerToken => Deployment.Issuer.ForCustomer("c-1");

    public static async Task<RunningSystem> StartAsync(CancellationToken cancel) =>
        new DistributedSystem(await Deployment.StartAsync("Browser", Settings, cancel));

    public override async Task SignInAsync(IPage page)
    {
        await page.GetByLabel("Access token").FillAsync(Deployment.Issuer.ForOperator());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await Deployment.DisposeAsync();
        await base.DisposeAsync();
    }
}
