using EventDriven.Browser.Tests.Hosting;
using EventDriven.TestServers.Hosting;
using Microsoft.Playwright;
using Shouldly;

namespace EventDriven.Browser.Tests;

public sealed class When_an_order_is_watched(Chromium chromium, RunningSystems systems)
{
    [Theory]
    [EachCombination]
    public async Task Its_page_goes_with_it_to_its_end(SystemKind kind)
    {
        var system = await systems.Get(kind);
        await using var visit = await chromium.OperatorAsync(system);
        var orderId = await system.Orders.Place(
            new PlacedOrder("MUG-STONE-BLUE", Token: "tok_late"),
            TestContext.Current.CancellationToken
        );

        await visit.SeesOrder(orderId);
        await visit.SeesState("Authorising payment");
        var ifCancelled = visit.Page.GetByRole(AriaRole.Region, new() { Name = "What a cancellation would undo" });
        await Assertions.Expect(ifCancelled).ToBeVisibleAsync();
        await visit.MarkAsync();

        await visit.SeesState("Completed", withinSeconds: 60);
        await Assertions.Expect(ifCancelled).ToBeHiddenAsync();
        await Assertions.Expect(visit.Page.Locator("main")).Not.ToContainTextAsync("What a cancellation would undo");
        await Assertions.Expect(visit.Page.Locator("[data-live=undo]")).ToBeHiddenAsync();
        (await visit.IsMarkedAsync()).ShouldBeTrue("it moves by itself, without a reload");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Its_page_shows_it_as_soon_as_it_is_known()
    {
        var system = (DistributedSystem)await systems.Get(SystemKind.Distributed);
        await using var visit = await chromium.OperatorAsync(system);
        await system.Deployment.KillAsync(Service.Orchestrator);
        var orderId = await system.Orders.Place(
            new PlacedOrder("MUG-STONE-BLUE"),
            TestContext.Current.CancellationToken
        );
        (await visit.GoAsync(system.PageOf(orderId))).Status.ShouldBe(404, "nobody has begun it yet");

        await system.Deployment.StartAsync(TestContext.Current.CancellationToken, Service.Orchestrator);

        await visit.SeesState("Completed", withinSeconds: 60);
        // A browser itself complains of each answer that there is no such order.
        visit.Complaints.ShouldAllBe(complaint => complaint.Contains("404", StringComparison.Ordinal));
    }

    [Theory]
    [EachCombination]
    public async Task What_is_undone_is_seen(SystemKind kind)
    {
        var system = await systems.Get(kind);
        await using var visit = await chromium.OperatorAsync(system);
        var orderId = await system.Orders.Place(
            new PlacedOrder("MUG-STONE-BLUE", Token: "tok_capture_fails"),
            TestContext.Current.CancellationToken
        );

        await visit.SeesOrder(orderId);

        await visit.SeesState("Rejected");
        var main = visit.Page.GetByRole(AriaRole.Main);
        foreach (
            var said in new[]
            {
                "The card's bank did not let the amount be captured.",
                "The shipment is cancelled.",
                "The stock is released.",
            }
        )
            await Assertions.Expect(main).ToContainTextAsync(said);
        visit.Complaints.ShouldBeEmpty();
    }
}
