using System.Net;
using EventDriven.Contracts.Orders;
using EventDriven.Operations.Live;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.Services.Tests.Operations.Security;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

public sealed class When_a_page_is_live : IAsyncLifetime
{
    // The stream's alone: the process has its own.
    private readonly ManualTime _time = new();
    private ConsoleHost _host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_woken_at_once_and_after_a_change()
    {
        using var session = await _host.OpenAsOperator();
        using var stream = await session.Get("/console/live");
        stream.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using var events = new StreamReader(await stream.Content.ReadAsStreamAsync(Cancel));
        await Tick(events);
        await _time.UntilWaitingAsync(TimeSpan.FromSeconds(1));

        await Hear();
        _time.Advance(TimeSpan.FromSeconds(1));

        // From here on no time passes: nothing but the change wakes it.
        await Tick(events);
    }

    [Fact]
    public async Task It_is_woken_every_two_seconds_for_what_changes_elsewhere()
    {
        using var session = await _host.OpenAsOperator();
        using var stream = await session.Get("/console/live");
        using var events = new StreamReader(await stream.Content.ReadAsStreamAsync(Cancel));
        await Tick(events);

        for (var second = 0; second < 2; second++)
        {
            await _time.UntilWaitingAsync(TimeSpan.FromSeconds(1));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await Tick(events);
    }

    [Fact]
    public async Task It_gets_nothing_anew_while_a_person_would_see_the_same()
    {
        using var session = await _host.OpenAsOperator();
        using var first = await Look(session, seen: null);

        using var second = await Look(session, $"{first.Headers.ETag}");

        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await second.Content.ReadAsByteArrayAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_gets_itself_anew_once_something_has_changed()
    {
        using var session = await _host.OpenAsOperator();
        using var first = await Look(session, seen: null);

        await Hear();

        await Eventually.Holds(async () =>
        {
            using var second = await Look(session, $"{first.Headers.ETag}");
            return second.StatusCode == HttpStatusCode.OK
                && (await second.Content.ReadAsStringAsync(Cancel)).Contains(
                    "BookingShipment",
                    StringComparison.Ordinal
                );
        });
    }

    [Fact]
    public async Task A_person_gets_the_whole_page_whatever_was_seen_before()
    {
        using var session = await _host.OpenAsOperator();
        using var first = await Look(session, seen: null);

        using var second = await session.Get("/console", ("If-None-Match", $"{first.Headers.ETag}"));

        second.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Nobody_is_woken_without_a_sign_in()
    {
        using var session = _host.Open();

        using var answer = await session.Get("/console/live", ("Sec-Fetch-Mode", "cors"));

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task More_streams_than_there_may_be_are_turned_away()
    {
        using var session = await _host.OpenAsOperator();
        var streams = new List<HttpResponseMessage>();
        try
        {
            for (var number = 0; number < 100; number++)
                streams.Add(await session.Get("/console/live"));

            using var oneMore = await session.Get("/console/live");

            oneMore.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }
        finally
        {
            streams.ForEach(stream => stream.Dispose());
        }
    }

    [Fact]
    public async Task It_ends_with_the_process()
    {
        using var session = await _host.OpenAsOperator();
        using var stream = await session.Get("/console/live");
        using var events = new StreamReader(await stream.Content.ReadAsStreamAsync(Cancel));
        await Tick(events);

        _host.Services.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().StopApplication();

        await events.ReadToEndAsync(Cancel);
    }

    public async ValueTask InitializeAsync() =>
        _host = await ConsoleHost.StartAsync(
            settings: new() { ["ReplicaReports:Interval"] = "00:00:00" },
            configure: services =>
                services.AddSingleton(provider => ActivatorUtilities.CreateInstance<LiveTicks>(provider, _time))
        );

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static async Task Tick(StreamReader events)
    {
        while (await events.ReadLineAsync(Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancel) is { } line)
        {
            if (line == "event: tick")
                return;
        }

        throw new ShouldAssertException("the stream ended without an event");
    }

    private static Task<HttpResponseMessage> Look(ConsoleHost.Session session, string? seen) =>
        seen is null
            ? session.Get("/console", ("X-Requested-With", "XMLHttpRequest"))
            : session.Get("/console", ("X-Requested-With", "XMLHttpRequest"), ("If-None-Match", seen));

    private Task Hear() =>
        _host
            .Services.GetRequiredService<IBus>()
            .Publish(
                new OrderStatusChanged
                {
                    OrderId = Guid.NewGuid(),
                    Sequence = 1,
                    State = "BookingShipment",
                    Cause = "The payment is authorised.",
                    At = DateTimeOffset.UtcNow,
                },
                Cancel
            );
}
