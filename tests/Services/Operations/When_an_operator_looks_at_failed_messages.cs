using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

public sealed class When_an_operator_looks_at_failed_messages(Servers servers)
{
    private static readonly CancellationToken Cancelled = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("distributed")]
    [InlineData("embedded")]
    public async Task They_are_grouped_by_where_what_and_why(string how)
    {
        await using var host = await FailedMessagesHost.Start(how == "embedded" ? null : servers);
        await host.FailOnce();
        await host.FailOnce();
        await host.TakenIn(await host.Send(Clumsy.Unknown(Guid.NewGuid())));

        var page = await host.Console.Get("/console/failed");

        page.ShouldMatch("(?s)shipping_error.*shipping.book-shipment.*InvalidOperationException.*The carrier's form.*>2<");
        page.ShouldMatch("(?s)shipping_skipped.*payments.void-payment.*Not handled");
    }

    [Theory]
    [InlineData("distributed")]
    [InlineData("embedded")]
    public async Task They_are_found_by_message_by_order_and_by_what_the_exception_said(string how)
    {
        await using var host = await FailedMessagesHost.Start(how == "embedded" ? null : servers);
        var failed = await host.FailOnce();
        await host.FailOnce();

        foreach (var found in new[] { $"{failed.MessageId}", $"{failed.OrderId}" })
            (await host.Console.Get($"/console/failed/messages?q={found}")).ShouldContain("1 message, latest first");
        (await host.Console.Get("/console/failed/messages?q=no%20field%20for%20BERLIN")).ShouldContain("2 messages, latest first");
        (await host.Console.Get("/console/failed/messages?q=Hamburg")).ShouldContain("None waits.");
    }

    [Fact]
    public async Task One_shows_the_order_the_exception_and_the_headers_and_masks_personal_data()
    {
        await using var host = await FailedMessagesHost.Start(servers: null);
        var failed = await host.FailOnce();

        var page = await host.Console.Get($"/console/failed/{failed.Id}");

        page.ShouldContain($"/console/orders/{failed.OrderId}");
        page.ShouldContain("System.InvalidOperationException");
        page.ShouldContain("MT-Fault-Timestamp");
        page.ShouldContain("\"city\": \"••••••\"");
        page.ShouldNotContain("Main Street 1");
    }

    [Fact]
    public async Task Personal_data_are_shown_to_who_says_why_and_that_is_kept()
    {
        await using var host = await FailedMessagesHost.Start(servers: null);
        var failed = await host.FailOnce();
        var address = $"/console/failed/{failed.Id}";

        (await host.Console.Submit(address, "Reveal", ("Reason", " "))).ShouldNotContain("Main Street 1");
        (await host.Console.Submit(address, "Reveal", ("Reason", "the carrier asks for the street"))).ShouldContain("\"street\": \"Main Street 1\"");

        var action = await host.Query(db => db.OperatorActions.SingleAsync(Cancelled));
        (action.Operator, action.Action, action.Reason, action.OrderId).ShouldBe(("an-operator", "Reveal", "the carrier asks for the street", failed.OrderId));
    }

    [Fact]
    public async Task One_that_is_not_there_is_said_so()
    {
        await using var host = await FailedMessagesHost.Start(servers: null);

        (await host.Console.Get($"/console/failed/{Guid.NewGuid()}")).ShouldContain("No such message");
    }
}
