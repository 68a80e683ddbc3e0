using EventDriven.Browser.Tests.Hosting;
using EventDriven.TestServers.Hosting;
using Microsoft.Playwright;
using Shouldly;

namespace EventDriven.Browser.Tests;

public sealed class When_an_operator_acts_on_an_order(Chromium chromium, RunningSystems systems)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [EachCombination]
    public async Task A_review_that_is_approved_lets_the_order_complete(SystemKind kind)
    {
        var system = await systems.Get(kind);
        await using var visit = await chromium.OperatorAsync(system);
        var orderId = await system.Orders.Place(new PlacedOrder("TEA-ASSAM-250", Token: "tok_review"), Cancel);
        await visit.SeesOrder(orderId);
        await visit.SeesState("Awaiting review");

        await visit.ActAsync("Approve", "A customer of many years");

        await visit.SeesState("Completed");
        await IsAmongTheActions(visit, orderId, "Approve", "A customer of many years");
        visit.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [EachCombination]
    public async Task A_stuck_order_is_found_and_asked_again(SystemKind kind)
    {
        var system = await systems.Get(kind);
        await using var visit = await chromium.OperatorAsync(system);
        var orderId = await system.Orders.Place(new PlacedOrder("TEA-ASSAM-250", Token: "tok_late"), Cancel);

        await IsListedAsStuck(visit, orderId);
        await visit.Page.Locator($"main a[href*='{orderId}']").First.ClickAsync();
        await visit.ActAsync("Retry now", "The provider is slow today");

        // It ends by itself in the end: that somebody asked again is the order's to say.
        await Assertions
            .Expect(visit.Page.Locator("[data-live=timeline]"))
            .ToContainTextAsync(
                "An operator had Payments asked for AuthorisePayment again: The provider is slow today"
            );
        await Assertions.Expect(visit.Page.GetByText("Request in progress")).ToBeHiddenAsync();
        await visit.SeesState("Completed", withinSeconds: 60);
        await IsAmongTheActions(visit, orderId, "Retry", "The provider is slow today");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_asked_for_once_however_long_it_takes()
    {
        var system = await systems.Get(SystemKind.Embedded);
        await using var visit = await chromium.OperatorAsync(system);
        var orderId = await system.Orders.Place(new PlacedOrder("TEA-ASSAM-250", Token: "tok_review"), Cancel);
        await visit.SeesOrder(orderId);
        await visit.SeesState("Awaiting review");
        var (asked, isHeldUp) = (0, new TaskCompletionSource());
        await visit.Page.RouteAsync($"**/orders/{orderId}**", async route =>
        {
            if (route.Request.Method == "POST")
            {
                asked++;
                await isHeldUp.Task;
            }

            await route.ContinueAsync();
        });

        await visit.Page.GetByText("Approve the payment").First.ClickAsync();
        var form = visit.Page.Locator("#do-Approve form");
        await form.GetByLabel("Reason").FillAsync("A customer of many years");
        // In one go: once the form is on its way, Playwright waits for the next page.
        var seen = await form.GetByRole(AriaRole.Button)
            .EvaluateAsync<string[]>(
                """
                async button => {
                  button.click();
                  await new Promise(goOn => setTimeout(goOn));
                  button.click();
                  return [`disabled: ${button.disabled}`, `busy: ${button.form.ariaBusy}`];
                }
                """
            );
        seen.ShouldBe(["disabled: true", "busy: true"]);
        isHeldUp.SetResult();

        await visit.SeesState("Completed");
        asked.ShouldBe(1);
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_mouse_is_needed()
    {
        var system = await systems.Get(SystemKind.Embedded);
        await using var visit = await chromium.VisitAsync(system);
        var orderId = await system.Orders.Place(new PlacedOrder("TEA-ASSAM-250", Token: "tok_review"), Cancel);
        await system.Orders.See(orderId, order => order.State == "AwaitingReview", TimeSpan.FromSeconds(30), Cancel);

        await visit.GoAsync(system.PageOf(orderId));
        await visit.TabToAsync("Sign in as the operator");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.SeesState("Awaiting review");
        await visit.TabToAsync("Approve");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.TabToAsync("Reason");
        await visit.Page.Keyboard.TypeAsync("By hand");
        await visit.TabToAsync("Approve");
        await visit.Page.Keyboard.PressAsync("Enter");

        await visit.SeesState("Completed");
        visit.Complaints.ShouldBeEmpty();
    }

    // The list says how it was when it was asked: it is asked again until the time of the order's state has run out.
    private static async Task IsListedAsStuck(Visit visit, Guid orderId)
    {
        var found = await Eventually.See(
            async () =>
            {
                await visit.GoAsync("/orders");
                return await visit
                    .Page.Locator("main tr, main li, main article")
                    .Filter(new() { Has = visit.Page.Locator($"a[href*='{orderId}']") })
                    .AllInnerTextsAsync();
            },
            rows => rows.Any(row => row.Contains("stuck", StringComparison.OrdinalIgnoreCase)),
            TimeSpan.FromSeconds(20),
            Cancel
        );
        found.ShouldContain(
            row => row.Contains("stuck", StringComparison.OrdinalIgnoreCase),
            "stuck ones are on top of the list, and said to be stuck"
        );
    }

    private static async Task IsAmongTheActions(Visit visit, Guid orderId, string action, string reason)
    {
        await visit.GoAsync($"/actions?order={orderId}");
        var row = visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = action });
        await Assertions.Expect(row).ToContainTextAsync(reason);
        await Assertions.Expect(row).ToContainTextAsync($"{orderId}");
    }
}
