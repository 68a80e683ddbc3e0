using System.Diagnostics.Metrics;
using EventDriven.EntryApi.Changes;
using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

/// <summary>A message has failed, and those after it have come.</summary>
public sealed class When_a_message_of_the_saga_stays_away(Servers servers) : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly LogLines _log = new();

    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task Its_order_is_logged_once_after_a_minute(string database)
    {
        await using var host = await EntryApiHost.StartAsync(database, servers);
        var orderId = await WithoutItsSecond(host, "BookingShipment");
        using var timelines = host.HeldTimelines(_time, _log);

        await Look(timelines);
        _log.Warnings.ShouldBeEmpty("it may be on its way");
        await LookAMinuteLater(timelines);
        await LookAMinuteLater(timelines);

        var line = _log.Warnings.ShouldHaveSingleItem();
        line.ShouldContain($"{orderId}");
        line.ShouldContain("among the console's failed messages");
    }

    [Fact]
    public async Task Its_order_is_counted_until_it_has_come()
    {
        await using var host = await EntryApiHost.StartAsync();
        var orderId = await WithoutItsSecond(host, "BookingShipment");
        using var timelines = host.HeldTimelines(_time, _log);

        await Look(timelines);
        await LookAMinuteLater(timelines);
        Held().ShouldContain(1);
        await host.Tell(orderId, 2, "AuthorisingPayment");
        await LookAMinuteLater(timelines);

        Held().ShouldNotContain(1);
    }

    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task An_order_that_ended_meanwhile_is_logged_and_listed_as_ended_when_it_has_come(string database)
    {
        await using var host = await EntryApiHost.StartAsync(database, servers);
        var orderId = await WithoutItsSecond(host, "Cancelled");
        using var timelines = host.HeldTimelines(_time, _log);

        await Look(timelines);
        await LookAMinuteLater(timelines);
        _log.Warnings.ShouldHaveSingleItem().ShouldContain($"{orderId}");
        (await Cancelled(host)).ShouldBeEmpty("it is not shown as cancelled either");

        await host.Tell(orderId, 2, "Compensating");
        await Look(timelines);

        (await Cancelled(host)).ShouldBe([$"{orderId}"]);
    }

    [Fact]
    public async Task One_that_was_only_overtaken_is_not_complained_of()
    {
        await using var host = await EntryApiHost.StartAsync();
        var orderId = await WithoutItsSecond(host, "BookingShipment");
        using var timelines = host.HeldTimelines(_time, _log);

        await Look(timelines);
        await host.Tell(orderId, 2, "AuthorisingPayment");
        await LookAMinuteLater(timelines);

        _log.Warnings.ShouldBeEmpty();
    }

    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task An_order_that_a_version_without_the_mark_has_ended_is_listed_as_ended(string database)
    {
        await using var host = await EntryApiHost.StartAsync(database, servers);
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "Cancelled");
        await host.Query(db => db.Orders.ExecuteUpdateAsync(order => order.SetProperty(o => o.EndedAs, (string?)null)));
        using var timelines = host.HeldTimelines(_time, _log);

        await Look(timelines);

        (await Cancelled(host)).ShouldBe([$"{orderId}"]);
    }

    public void Dispose() => _log.Dispose();

    private static async Task<Guid> WithoutItsSecond(EntryApiHost host, string third)
    {
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "ReservingStock");
        await host.Tell(orderId, 3, third);
        return orderId;
    }

    private static async Task<string[]> Cancelled(EntryApiHost host)
    {
        using var response = await host.Get("/orders?state=Cancelled");
        return [.. (await response.Problemless())["orders"]!.AsArray().Select(order => order!["orderId"]!.ToString())];
    }

    private static Task Look(HeldTimelines timelines) => timelines.Look(TestContext.Current.CancellationToken);

    private Task LookAMinuteLater(HeldTimelines timelines)
    {
        _time.Advance(TimeSpan.FromMinutes(1));
        return Look(timelines);
    }

    /// <summary>
    /// What every meter of the tests' process says: those of other hosts have not waited for a minute.
    /// </summary>
    private static List<int> Held()
    {
        var held = new List<int>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name == "eventdriven.timelines.held")
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => held.Add(value));
        listener.Start();
        listener.RecordObservableInstruments();
        return held;
    }
}
