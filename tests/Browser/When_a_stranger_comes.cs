using EventDriven.Browser.Tests.Hosting;
using Microsoft.Playwright;
using Shouldly;

namespace EventDriven.Browser.Tests;

public sealed class When_a_stranger_comes(Chromium chromium, RunningSystems systems)
{
    [Theory]
    [EachCombination]
    public async Task They_see_the_page_that_they_asked_for_once_they_have_signed_in(SystemKind kind)
    {
        var system = await systems.Get(kind);
        await using var visit = await chromium.VisitAsync(system);

        await visit.GoAsync("/actions");
        await system.SignInAsync(visit.Page);

        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Actions");
        visit.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [EachCombination]
    public async Task One_whose_token_lacks_the_scope_is_turned_away_with_the_reason(SystemKind kind)
    {
        var system = await systems.Get(kind);
        await using var visit = await chromium.VisitAsync(system);

        await visit.GoAsync("");
        await visit.Page.GetByLabel("Access token").FillAsync(system.CustomerToken);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();

        await Assertions
            .Expect(visit.Page.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("c-1 may not operate: the token lacks the scope orders.operate.");
        await visit.GoAsync("/orders");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Sign in");
    }

    [Theory]
    [EachCombination]
    public async Task One_who_signs_out_is_a_stranger_again(SystemKind kind)
    {
        await using var visit = await chromium.OperatorAsync(await systems.Get(kind));

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Sign in");

        await visit.GoAsync("/actions");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Sign in");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_operator_who_follows_another_sites_link_is_none()
    {
        var system = await systems.Get(SystemKind.Embedded);
        await using var visit = await chromium.OperatorAsync(system);

        // To a browser, 127.0.0.1 and localhost are two sites.
        await visit.GoAsync(new UriBuilder(system.Console) { Host = "localhost", Path = "/" }.Uri);
        await visit.Page.EvaluateAsync("address => { location.href = address }", $"{system.Console}/actions");

        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Actions");
    }
}
