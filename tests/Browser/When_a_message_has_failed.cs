using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EventDriven.Browser.Tests.Hosting;
using EventDriven.TestServers.Hosting;
using Microsoft.Playwright;
using Shouldly;

namespace EventDriven.Browser.Tests;

/// <summary>
/// On the distributed system alone: in memory there is no broker in which a message could be spoiled, or come to rest.
/// </summary>
public sealed class When_a_message_has_failed(Chromium chromium, RunningSystems systems)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_mended_and_put_back_and_its_order_completes()
    {
        var system = (DistributedSystem)await systems.Get(SystemKind.Distributed);
        await using var visit = await chromium.OperatorAsync(system);
        await system.Deployment.KillAsync(Service.Shipping);
        var orderId = await system.Orders.Place(new PlacedOrder("MUG-STONE-BLUE"), Cancel);
        var good = await SpoiledCommand.LeaveInsteadAsync(system, orderId);
        await visit.GoAsync($"/failed/messages?q={orderId}");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("No failed messages.");
        await visit.MarkAsync();
        await system.Deployment.StartAsync(Cancel, Service.Shipping);

        var details = visit.Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Details") });
        await Assertions.Expect(details).ToHaveCountAsync(1, new() { Timeout = 60_000 });
        await Assertions.Expect(visit.Page.Locator("nav [data-live=failed-count]")).ToHaveTextAsync(new Regex("[1-9]"));
        (await visit.IsMarkedAsync()).ShouldBeTrue("it is found without a reload");
        await details.ClickAsync();
        await visit.ActAsync("Edit and retry", "The parcel had no contents that can be read", async form =>
        {
            var text = form.GetByLabel("Message (JSON)");
            var message = JsonNode.Parse(await text.InputValueAsync())!;
            message[SpoiledCommand.Spoiled] = good.DeepClone();
            await text.FillAsync(message.ToJsonString());
        });
        await Assertions
            .Expect(visit.Page.GetByRole(AriaRole.Main))
            .ToContainTextAsync("The parcel had no contents that can be read");
        await Assertions.Expect(visit.Page.Locator("[data-live=failed-offered]")).ToBeHiddenAsync();

        await visit.SeesOrder(orderId);
        await visit.SeesState("Completed");
        visit.Complaints.ShouldBeEmpty();
    }
}
