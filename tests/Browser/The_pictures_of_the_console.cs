using EventDriven.Browser.Tests.Hosting;
using EventDriven.TestServers;
using EventDriven.TestServers.Hosting;
using Microsoft.Playwright;

namespace EventDriven.Browser.Tests;

/// <summary>
/// Made by running the tests, to be looked at in TestResults/Browser. Those of them that are in docs/console, for the
/// README to show, are renewed there too where EVENTDRIVEN_RENEW_PICTURES=1 asks for it.
/// </summary>
public sealed class The_pictures_of_the_console(Chromium chromium, RunningSystems systems)
{
    private static readonly bool Renews = Environment.GetEnvironmentVariable("EVENTDRIVEN_RENEW_PICTURES") == "1";
    private static readonly string Made = Path.Combine(Repository.Root, "TestResults", "Browser");
    private static readonly string Shown = Path.Combine(Repository.Root, "docs", "console");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Show_its_main_pages()
    {
        var system = (DistributedSystem)await systems.Get(SystemKind.Distributed);
        await using var visit = await chromium.OperatorAsync(system);
        foreach (
            var token in new[] { "tok_accepted", "tok_accepted", "tok_declined", "tok_review", "tok_capture_fails" }
        )
            await system.Orders.Place(new PlacedOrder("BOOK-SAGA-PB", Token: token), Cancel);
        var approved = await system.Orders.Place(new PlacedOrder("BOOK-SAGA-PB", Token: "tok_review"), Cancel);
        await visit.SeesOrder(approved);
        await visit.SeesState("Awaiting review");
        await visit.ActAsync("Approve", "A customer of many years");
        await visit.SeesState("Completed");
        var undone = await system.Orders.Place(new PlacedOrder("BOOK-SAGA-PB", PostalCode: "00000"), Cancel);
        await visit.SeesOrder(undone);
        await visit.SeesState("Rejected");
        var (spoiled, failed) = await SpoiledCommand.LeaveCopyAsync(system);
        var late = await system.Orders.Place(new PlacedOrder("BOOK-SAGA-PB", Token: "tok_late"), Cancel);
        await visit.SeesOrder(late);
        await Assertions
            .Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }))
            .ToContainTextAsync("stuck", new() { Timeout = 20_000 });

        await Take(visit, "overview", "", "Ended in the last hour", "Completed", "shipping");
        await Take(visit, "orders", "/orders", $"{undone}"[..8], $"{late}"[..8]);
        await Take(visit, "order", $"/orders/{undone}", "The diagram in words", "The stock is released.");
        await Take(visit, "failed", "/failed", "shipping.book-shipment");
        await Take(visit, "messages", $"/failed/messages?q={spoiled}", "1 message, latest first");
        await Take(visit, "message", $"/failed/{failed}", "Edit and retry", "Exception");
        await Take(visit, "topology", "/topology", "The broker matches the declarations");
        await Take(visit, "actions", "/actions", "A customer of many years");
    }

    private static async Task Take(Visit visit, string name, string path, params string[] content)
    {
        await visit.GoAsync(path);
        foreach (var said in content)
            await Assertions.Expect(visit.Page.GetByRole(AriaRole.Main)).ToContainTextAsync(said);

        foreach (var (width, height) in new[] { (1440, 900), (360, 800) })
        {
            await visit.Page.SetViewportSizeAsync(width, height);
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await visit.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                var picture = $"{name}-{width}-{scheme.ToString().ToLowerInvariant()}.png";
                await visit.Page.ScreenshotAsync(
                    new()
                    {
                        Path = Path.Combine(Made, picture),
                        FullPage = true,
                        Animations = ScreenshotAnimations.Disabled,
                    }
                );
                if (Renews && File.Exists(Path.Combine(Shown, picture)))
                    File.Copy(Path.Combine(Made, picture), Path.Combine(Shown, picture), overwrite: true);
            }
        }
    }
}
