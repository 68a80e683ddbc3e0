using EventDriven.Browser.Tests.Hosting;
using EventDriven.TestServers.Hosting;
using Microsoft.Playwright;
using Shouldly;

namespace EventDriven.Browser.Tests;

public sealed class When_a_page_stays_open(Chromium chromium, RunningSystems systems)
{
    private static readonly LocatorAssertionsToBeVisibleOptions InAWhile = new() { Timeout = 60_000 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stuck_order_comes_to_the_orders_and_leaves_again()
    {
        // In memory: there no order is stuck for good by another test.
        var system = await systems.Get(SystemKind.Embedded);
        await using var visit = await chromium.OperatorAsync(system);
        var stuck = visit.Page.Locator("section.stuck");
        await visit.GoAsync("/orders");
        await Assertions.Expect(stuck).ToBeHiddenAsync(new() { Timeout = 60_000 });
        await visit.MarkAsync();

        var orderId = await system.Orders.Place(new PlacedOrder("TEA-ASSAM-250", Token: "tok_late"), Cancel);

        await Assertions.Expect(stuck.Locator($"a[href*='{orderId}']")).ToBeVisibleAsync(InAWhile);
        await Assertions.Expect(stuck).ToContainTextAsync("Authorising payment");
        await Assertions.Expect(stuck).ToBeHiddenAsync(new() { Timeout = 60_000 });
        (await visit.IsMarkedAsync()).ShouldBeTrue("the page moves by itself, without a reload");
        visit.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [EachCombination]
    public async Task The_figures_of_the_overview_move(SystemKind kind)
    {
        var system = await systems.Get(kind);
        await using var visit = await chromium.OperatorAsync(system);
        await visit.GoAsync("");
        var ended = visit.Page.Locator("main li").Filter(new() { HasText = "ended in the last hour" });
        var before = await ended.InnerTextAsync();
        await visit.MarkAsync();

        var orderId = await system.Orders.Place(new PlacedOrder("MUG-STONE-BLUE"), Cancel);
        await system.Orders.See(orderId, order => order.HasEnded, TimeSpan.FromSeconds(60), Cancel);

        await Assertions.Expect(ended).Not.ToHaveTextAsync(before, new() { UseInnerText = true, Timeout = 60_000 });
        (await visit.IsMarkedAsync()).ShouldBeTrue("the page moves by itself, without a reload");
        visit.Complaints.ShouldBeEmpty();
    }
}
