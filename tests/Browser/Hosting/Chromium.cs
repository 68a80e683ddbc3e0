using System.Diagnostics;
using EventDriven.TestServers;
using Microsoft.Playwright;

namespace EventDriven.Browser.Tests.Hosting;

/// <summary>One real browser for all tests, without a window. <c>tests/chromium</c> finds or installs it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = await TestScript.RunAsync("chromium"), Args = Arguments }
        );
    }

    /// <summary>Opens a window for somebody who has no cookie yet.</summary>
    internal async Task<Visit> VisitAsync(RunningSystem system) => await Visit.BeginAsync(_browser!, system);

    /// <summary>Opens a window and signs an operator in.</summary>
    internal async Task<Visit> OperatorAsync(RunningSystem system)
    {
        var visit = await VisitAsync(system);
        try
        {
            await visit.GoAsync(system.Console);
            await system.SignInAsync(visit.Page);
            await visit.Page.GetByRole(AriaRole.Navigation, new() { Name = "Console" }).WaitForAsync();
            return visit;
        }
        catch
        {
            await visit.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
