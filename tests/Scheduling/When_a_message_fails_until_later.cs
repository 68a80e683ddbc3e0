using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Scheduling.Tests;

public sealed class When_a_message_fails_until_later(Servers servers)
{
    private readonly ManualTime _time = new();

    [Theory, MemberData(nameof(When_a_timeout_is_set.Everywhere), MemberType = typeof(When_a_timeout_is_set))]
    public async Task It_is_redelivered_after_each_delay_and_counts_them(Engine engine, bool outbox)
    {
        await using var store = await Store.Create(engine, servers, _time);
        var heard = new Heard(_time);
        await using var process = await ServiceProcess.Start(store, _time, heard, outbox: outbox);

        await process.Send("door", new Knock { Text = "knock" });
        (await heard.Next()).Redelivery.ShouldBe(0);
        await Scheduled(store);
        _time.Advance(TimeSpan.FromHours(1));
        (await heard.Next()).Redelivery.ShouldBe(1);
        await Scheduled(store);
        // MassTransit counts the two hours from the machine's time, which this clock is an hour ahead of: half an hour
        // of them is left then.
        _time.Advance(TimeSpan.FromMinutes(30));
        await process.Send(
            "later",
            new SendLater
            {
                Text = "marker",
                DueAt = _time.GetUtcNow().UtcDateTime,
                Destination = ServiceProcess.Bell,
            }
        );
        (await heard.Next()).What.ShouldBe("marker", "the second delay is two hours");
        _time.Advance(TimeSpan.FromHours(1));
        (await heard.Next()).Redelivery.ShouldBe(2);
    }

    [Theory, MemberData(nameof(When_a_timeout_is_set.Everywhere), MemberType = typeof(When_a_timeout_is_set))]
    public async Task The_redelivery_survives_the_end_of_the_process(Engine engine, bool outbox)
    {
        await using var store = await Store.Create(engine, servers, _time);
        var heard = new Heard(_time);
        await using (var first = await ServiceProcess.Start(store, _time, heard, "first", outbox))
        {
            await first.Send("door", new Knock { Text = "knock" });
            (await heard.Next()).Redelivery.ShouldBe(0);
            await Scheduled(store);
        }

        await using var second = await ServiceProcess.Start(store, _time, heard, "second", outbox);
        _time.Advance(TimeSpan.FromHours(1));

        var again = await heard.Next();
        (again.What, again.Process, again.Redelivery).ShouldBe(("knock", "second", 1));
    }

    // The one before is gone, and not only on its way: the clock that the test moves would end its lease, and it would
    // be sent again.
    private static Task Scheduled(Store store) =>
        store.Becomes("the redelivery, and nothing else, is scheduled", async _ =>
            await store.Scheduled("\"SentAt\" IS NULL") == 1
            && await store.Scheduled("\"SentAt\" IS NULL AND \"NextAttemptAt\" = \"DueAt\"") == 1
        );
}
