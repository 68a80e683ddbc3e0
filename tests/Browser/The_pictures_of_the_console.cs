using EventDriven.Browser.Tests.Hosting;
using EventDriven.TestServers;
using EventDriven.TestServers.Hosting;
using Microsoft.Playwright;
using Shouldly;

namespace EventDriven.Browser.Tests;

/// <summary>
/// Made by running the tests; those in docs/console, which the README shows, are renewed where EVENTDRIVEN_RENEW_PICTURES=1 asks for it. Else they are
/// in TestResults/Browser, to be looked at.
/// </summary>
public sealed class The_pictures_of_the_console(Chromium chromium, RunningSystems systems)
{
    private static readonly string Folder = Path.Combine(
        Repository.Root, Environment.GetEnvironmentVariable("EVENTDRIVEN_RENEW_PICTURES") == "1" ? "docs/console" : "TestResults/Browser");

    [Fact]
    public async Task Show_its_main_pages()
    {
        var system = await systems.Get(SystemKind.Distributed);
        var cancel = TestContext.Current.CancellationToken;
        foreach (var token in new[] { "tok_accepted", "tok_accepted", "tok_declined", "tok_review", "tok_capture_fails" })
            await system.Orders.Place(new PlacedOrder("BOOK-SAGA-PB", Token: token), cancel);
        var undone = await system.Orders.Place(new PlacedOrder("BOOK-SAGA-PB", PostalCode: "00000"), cancel);
        await system.Orders.See(undone, order => order.HasEnded, TimeSpan.FromSeconds(30), cancel);
        await system.Orders.Place(new PlacedOrder("BOOK-SAGA-PB", Token: "tok_late"), cancel);
        await using var visit = await chromium.OperatorAsync(system);

        foreach (var (name, path) in new[] { ("overview", ""), ("orders", "/orders"), ("order", $"/orders/{undone}"), ("failed", "/failed"), ("topology", "/topology"), ("actions", "/actions") })
        {
            await visit.GoAsync(path);
            foreach (var (width, height) in new[] { (1440, 900), (360, 800) })
            {
                await visit.Page.SetViewportSizeAsync(width, height);
                foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
                {
                    await visit.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                    var picture = await visit.Page.ScreenshotAsync(new()
                    {
                        Path = Path.Combine(Folder, $"{name}-{width}-{scheme.ToString().ToLowerInvariant()}.png"),
                        FullPage = width < 1000,
                        Animations = ScreenshotAnimations.Disabled
                    });
                    picture.Length.ShouldBeGreaterThan(1000);
                }
            }
        }
    }
}
