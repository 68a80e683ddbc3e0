using System.Text.RegularExpressions;
using EventDriven.Browser.Tests.Hosting;
using EventDriven.TestServers.Hosting;
using Microsoft.Playwright;
using Shouldly;

namespace EventDriven.Browser.Tests;

/// <summary>Every page that links lead to from the overview, with orders of each kind in them.</summary>
public sealed partial class Every_page(Chromium chromium, RunningSystems systems)
{
    private const int OfEachKind = 3;

    private static readonly (int Width, int Height)[] Sizes = [(360, 800), (1440, 900)];

    private static readonly string[] Pages = ["", "/orders", "/orders/*", "/failed", "/topology", "/actions"];

    // In memory no message fails: there is no broker in which one could be spoiled.
    private static readonly string[] PagesOfFailures = ["/failed/messages", "/failed/*"];

    [Theory]
    [EachCombination]
    public async Task Can_be_used_by_anybody_on_any_screen(SystemKind kind)
    {
        var system = await systems.Get(kind);
        await using var visit = await chromium.OperatorAsync(system);
        await OrdersOfEachKind(system);
        if (system is DistributedSystem distributed)
            await SpoiledCommand.LeaveCopyAsync(distributed);
        var wrong = new List<string>();

        var seen = await Crawl(visit, async path => wrong.AddRange(await WrongWith(visit.Page, path)));

        var pages = seen.Select(path => Id().Replace(path.Split('?')[0], "*")).Distinct();
        (kind == SystemKind.Distributed ? [.. Pages, .. PagesOfFailures] : Pages)
            .Select(page => $"/console{page}")
            .Except(pages)
            .ShouldBeEmpty("the pages to which no link led");
        wrong.ShouldBeEmpty();
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task That_a_stranger_sees_can_be_used_by_anybody_too()
    {
        await using var visit = await chromium.VisitAsync(await systems.Get(SystemKind.Embedded));
        foreach (var path in new[] { "/signin", "/no-such-page" })
        {
            await visit.GoAsync(path);
            (await WrongWith(visit.Page, path)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task On_which_there_is_nothing_can_be_used_by_anybody_too()
    {
        await using var visit = await chromium.OperatorAsync(await systems.Get(SystemKind.Embedded));
        var nobody = Guid.NewGuid();
        foreach (
            var path in new[]
            {
                $"/orders/{nobody}",
                $"/orders?q={nobody}",
                $"/failed/{nobody}",
                $"/failed/messages?q={nobody}",
                $"/actions?order={nobody}",
            }
        )
        {
            await visit.GoAsync(path);
            (await WrongWith(visit.Page, path)).ShouldBeEmpty();
        }
    }

    // With everything on it opened, at each size and in both colour schemes.
    private static async Task<IReadOnlyList<string>> WrongWith(IPage page, string path)
    {
        var wrong = new List<string>();
        await page.EvaluateAsync("() => document.querySelectorAll('details').forEach(d => d.open = true)");
        foreach (var (width, height) in Sizes)
        {
            await page.SetViewportSizeAsync(width, height);
            if (
                await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") is var needed
                && needed > width
            )
                wrong.Add($"{path} at {width}: {needed} px wide: {await Widest(page)}");
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme });
                var violations = await Axe.ViolationsAsync(page, coloursAlone: scheme == ColorScheme.Dark);
                wrong.AddRange(violations.Select(violation => $"{path} at {width}, {scheme}: {violation}"));
            }
        }

        return wrong;
    }

    // Breadth first. Of pages that are alike but for an id some are enough.
    private static async Task<IReadOnlyList<string>> Crawl(Visit visit, Func<string, Task> look)
    {
        var console = visit.System.Console;
        var (queue, seen, kinds) = (
            new Queue<string>([console.AbsolutePath]),
            new List<string>(),
            new Dictionary<string, int>()
        );
        while (queue.TryDequeue(out var path))
        {
            var kind = Id().Replace(Value().Replace(path, "="), "*");
            if (seen.Contains(path) || kinds.GetValueOrDefault(kind) >= OfEachKind)
                continue;
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
            seen.Add(path);

            var response = await visit.GoAsync(new Uri(console, path));
            response.Status.ShouldBe(200, path);
            if (response.Headers["content-type"].StartsWith("text/html", StringComparison.Ordinal))
                await look(path);
            var links = await visit.Page.EvaluateAsync<string[]>(
                "() => [...document.querySelectorAll('a[href]')].map(a => a.href)"
            );
            foreach (var link in links.Select(link => new Uri(link)))
            {
                if (
                    link.Authority == console.Authority
                    && link.AbsolutePath.StartsWith(console.AbsolutePath, StringComparison.Ordinal)
                )
                    queue.Enqueue(link.PathAndQuery);
            }
        }

        return seen;
    }

    private static Task<string> Widest(IPage page) =>
        page.EvaluateAsync<string>(
            """
            () => [...document.querySelectorAll('main *')]
              .filter(e => !e.closest('pre'))
              .filter(e => e.getBoundingClientRect().right > innerWidth + 1 || e.scrollWidth > innerWidth)
              .slice(-3).map(e => e.outerHTML.slice(0, 120)).join(' ')
            """
        );

    private static async Task OrdersOfEachKind(RunningSystem system)
    {
        var cancel = TestContext.Current.CancellationToken;
        PlacedOrder[] kinds =
        [
            new("MUG-STONE-BLUE", Quantity: 2),
            new("MUG-STONE-BLUE", Token: "tok_declined"),
            new("MUG-STONE-BLUE", Token: "tok_capture_fails"),
            new("TEA-ASSAM-250", Token: "tok_review"),
            new("TEA-ASSAM-250", Token: "tok_late"),
        ];
        foreach (var order in kinds)
            await system.Orders.Place(order, cancel);
        var first = await system.Orders.Place(kinds[0], cancel);
        await system.Orders.See(first, order => order.HasEnded, TimeSpan.FromSeconds(60), cancel);
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)[0-9]+(?=/|$)")]
    private static partial Regex Id();

    [GeneratedRegex("=[^&]*")]
    private static partial Regex Value();
}
