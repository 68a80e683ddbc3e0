using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using EventDriven.EntryApi.Changes;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

public sealed class When_an_order_is_followed(Servers servers, SharedHosts hosts) : IClassFixture<SharedHosts>
{
    private static readonly string[] States =
    [
        "ReservingStock",
        "AuthorisingPayment",
        "BookingShipment",
        "CapturingPayment",
        "Dispatching",
        "Completed",
    ];

    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task Each_change_is_told_once_and_in_order_until_the_end(string database)
    {
        var host = await hosts.EntryApi(database);
        var orderId = await host.PlaceOrder();
        using var stream = await host.Get($"/orders/{orderId}/events");
        var events = Read(stream);

        // In any order, and twice, as a broker may deliver them.
        foreach (var sequence in new[] { 2, 1, 1, 4, 3, 6, 5, 6 })
            await host.Publish(EntryApiHost.Said(orderId, sequence, States[sequence - 1]));

        (await events)
            .Select(change => (change.Id, change.State))
            .ShouldBe(States.Select((state, i) => ($"{i + 1}", state)));
    }

    [Fact]
    public async Task It_goes_on_after_the_last_one_that_was_seen_at_whichever_replica()
    {
        await using var postgres = await servers.CreateDatabaseAsync(
            "entry_api",
            TestContext.Current.CancellationToken
        );
        Dictionary<string, string?> settings = new() { ["ConnectionStrings:EntryApi"] = postgres.ConnectionString };
        await using var one = await EntryApiHost.StartAsync(settings);
        await using var two = await EntryApiHost.StartAsync(settings);
        var orderId = await one.PlaceOrder();
        await one.Tell(orderId, 1, "ReservingStock");
        await one.Tell(orderId, 2, "AuthorisingPayment");

        using var stream = await two.Get($"/orders/{orderId}/events", ("Last-Event-ID", "1"));
        var events = Read(stream);
        await one.Tell(orderId, 3, "Completed");

        (await events).Select(change => change.Id).ShouldBe(["2", "3"]);
    }

    [Fact]
    public async Task After_the_end_there_is_nothing_more_to_ask_for()
    {
        var host = await hosts.EntryApi();
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "Completed");

        using var all = await host.Get($"/orders/{orderId}/events");
        using var none = await host.Get($"/orders/{orderId}/events", ("Last-Event-ID", "1"));

        all.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        (await Read(all)).ShouldHaveSingleItem();
        none.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_caller_has_so_many_streams_and_one_more_when_one_is_closed()
    {
        await using var host = await EntryApiHost.StartAsync();
        var orderId = await host.PlaceOrder();
        var streams = new List<HttpResponseMessage>();
        for (var i = 0; i < StreamLimit.PerCaller; i++)
            streams.Add(await host.Get($"/orders/{orderId}/events"));

        using var refused = await host.Get($"/orders/{orderId}/events");
        streams.ForEach(stream => stream.Dispose());

        (await refused.Problem(429))["type"]!.ToString().ShouldBe("/problems/too-many-streams");
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(10));
        await Eventually.Holds(async () =>
        {
            using var again = await host.Get($"/orders/{orderId}/events");
            return again.StatusCode == HttpStatusCode.OK;
        });
    }

    [Fact]
    public async Task It_ends_when_the_process_stops()
    {
        await using var host = await EntryApiHost.StartAsync();
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "ReservingStock");
        using var stream = await host.Get($"/orders/{orderId}/events");
        var first = new TaskCompletionSource();
        var events = Read(stream, first);
        await first.Task.WaitAsync(TestContext.Current.CancellationToken);

        await host.Stop();

        (await events).Select(change => change.Id).ShouldBe(["1"], "the stream ends, and is not broken off");
    }

    [Fact]
    public async Task While_nothing_happens_it_is_said_every_15_seconds_that_it_goes_on()
    {
        var time = new ManualTime();
        await using var host = await EntryApiHost.StartAsync(time);
        var orderId = await host.PlaceOrder();
        using var stream = await host.Get($"/orders/{orderId}/events");
        await using var events = await Open(stream);

        for (var i = 0; i < 3; i++)
        {
            await time.UntilWaitingAsync(TimeSpan.FromSeconds(15));
            time.Advance(TimeSpan.FromSeconds(15));
            (await events.MoveNextAsync()).ShouldBeTrue();
            events.Current.EventType.ShouldBe("heartbeat");
        }
    }

    [Fact]
    public async Task It_ends_when_its_token_is_no_longer_accepted()
    {
        var time = new ManualTime();
        await using var host = await EntryApiHost.StartAsync(time);
        var orderId = await host.PlaceOrder();
        var claims = TokenIssuer.Claims("c-1", "orders");
        var expires = DateTimeOffset.FromUnixTimeSeconds((long)claims["exp"]!);
        using var stream = await host.As(EntryApiHost.Issuer.Issue(claims))
            .GetAsync(
                $"/orders/{orderId}/events",
                HttpCompletionOption.ResponseHeadersRead,
                TestContext.Current.CancellationToken
            );
        await using var events = await Open(stream);

        // Half a minute longer than it says, for clocks that differ: ended before, it would be let in again.
        await time.UntilWaitingAsync(TimeSpan.FromSeconds(15));
        time.Advance(expires + TimeSpan.FromSeconds(20) - time.GetUtcNow());
        (await events.MoveNextAsync()).ShouldBeTrue("it goes on so long");
        await time.UntilWaitingAsync(TimeSpan.FromSeconds(10));
        time.Advance(TimeSpan.FromSeconds(10));

        List<string> last = [];
        while (await events.MoveNextAsync())
            last.Add(events.Current.EventType);
        last.ShouldBe(["heartbeat"], "the stream ends, and is not broken off");
    }

    [Theory, InlineData("-1"), InlineData("+1"), InlineData("one"), InlineData("99999999999")]
    public async Task An_id_that_is_none_is_named(string id)
    {
        var host = await hosts.EntryApi();
        var orderId = await host.PlaceOrder();

        using var response = await host.Get($"/orders/{orderId}/events", ("Last-Event-ID", id));

        (await response.Problem(400)).Fields().ShouldBe(["Last-Event-ID"]);
    }

    [Theory, InlineData("AuthorisingPayment"), InlineData("Completed")]
    public async Task An_id_beyond_the_timeline_is_refused_instead_of_entries_being_skipped(string state)
    {
        var host = await hosts.EntryApi();
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "ReservingStock");
        await host.Tell(orderId, 2, state);

        using var response = await host.Get($"/orders/{orderId}/events", ("Last-Event-ID", "999"));

        var errors = (await response.Problem(400))["errors"]!;
        errors["Last-Event-ID"]!.AsArray().ShouldHaveSingleItem()!.ToString().ShouldContain("start from the beginning");
    }

    [Fact]
    public async Task It_needs_an_order()
    {
        var host = await hosts.EntryApi();

        using var response = await host.Get($"/orders/{Guid.NewGuid()}/events");

        await response.Problem(404);
    }

    /// <summary>A stream whose first event, which comes at once, has been read.</summary>
    private static async Task<IAsyncEnumerator<SseItem<string>>> Open(HttpResponseMessage response)
    {
        var cancel = TestContext.Current.CancellationToken;
        var events = SseParser
            .Create(await response.Content.ReadAsStreamAsync(cancel))
            .EnumerateAsync(cancel)
            .GetAsyncEnumerator(cancel);
        (await events.MoveNextAsync()).ShouldBeTrue();
        return events;
    }

    private static async Task<List<(string Id, string State)>> Read(
        HttpResponseMessage response,
        TaskCompletionSource? first = null
    )
    {
        var cancel = TestContext.Current.CancellationToken;
        List<(string, string)> changes = [];
        await foreach (
            var item in SseParser.Create(await response.Content.ReadAsStreamAsync(cancel)).EnumerateAsync(cancel)
        )
        {
            if (item.EventType == "change")
            {
                changes.Add((item.EventId!, JsonNode.Parse(item.Data)!["state"]!.ToString()));
                first?.TrySetResult();
            }
        }

        return changes;
    }
}
