using EventDriven.Browser.Tests.Hosting;
using EventDriven.TestServers.Hosting;
using Microsoft.Playwright;
using Shouldly;

namespace EventDriven.Browser.Tests;

public sealed class When_an_order_is_watched(Chromium chromium, RunningSystems systems)
{
    [Theory]
    [OnEachSystem]
    public async Task Its_page_goes_with_it_to_its_end(SystemKind kind)
    {
        var system = await systems.Get(kind);
        await using var visit = await chromium.OperatorAsync(system);
        var orderId = await system.Orders.Place(new PlacedOrder("MUG-STONE-BLUE", Token: "tok_late"), TestContext.Current.CancellationToken);

        await visit.SeesOrder(orderId);
        await visit.SeesState("Authorising payment");
        await visit.Page.EvaluateAsync("() => { window.isTheSamePage = true }");

        await visit.SeesState("Completed");
        (await visit.Page.EvaluateAsync<bool>("() => window.isTheSamePage === true")).ShouldBeTrue("it moves by itself, without a reload");
        visit.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [OnEachSystem]
    public async Task What_is_undone_is_seen(SystemKind kind)
    {
        var system = await systems.Get(kind);
        await using var visit = await chromium.OperatorAsync(system);
        var orderId = await system.Orders.Place(new PlacedOrder("MUG-STONE-BLUE", Token: "tok_capture_fails"), TestContext.Current.CancellationToken);

        await visit.SeesOrder(orderId);

        await visit.SeesState("Rejected");
        var main = visit.Page.GetByRole(AriaRole.Main);
        foreach (var said in new[] { "The card's bank did not let the amount be captured.", "The shipment is cancelled.", "The stock is released." })
            await Assertions.Expect(main).ToContainTextAsync(said);
        visit.Complaints.ShouldBeEmpty();
    }
}
