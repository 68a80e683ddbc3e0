using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Scheduling.Tests;

public sealed class When_the_broker_does_not_take_a_scheduled_message(Servers servers)
{
    private const string Lost = """ "Body" LIKE '%lost%' """;

    private readonly ManualTime _time = new();

    [Fact]
    public async Task One_that_is_too_large_is_set_aside_with_its_reason_and_costs_no_other_a_try()
    {
        const int notes = 30;
        await using var broker = await servers.CreateVirtualHostAsync("alarms", TestContext.Current.CancellationToken);
        await using var store = await Store.Create(Engine.PostgreSql, servers, _time);
        var heard = new Heard(_time);
        await using var process = await ServiceProcess.Start(
            store,
            _time,
            heard,
            broker: broker,
            configure: ThreeAttempts
        );
        await process.Send("later", Later("lost"));
        for (var i = 0; i < notes; i++)
            await process.Send("later", Later($"note {i}"));
        await store.Becomes("all are scheduled", async _ => await store.Scheduled() == notes + 1);
        // Above what RabbitMQ takes, which closes the channel that all of them are on.
        await store.Execute(
            $"""
            UPDATE "ScheduledMessage" SET "Body" = replace("Body", 'lost', 'lost' || repeat('x', 17 * 1024 * 1024))
            WHERE {Lost}
            """
        );

        _time.Advance(TimeSpan.FromHours(1));

        await store.Becomes("it is set aside", async _ =>
            await store.Scheduled($"""{Lost} AND "NextAttemptAt" IS NULL AND "FailedAttempts" = 3""") == 1
        );
        (await store.Scheduled($"""{Lost} AND "FailureReason" LIKE '%larger than%'""")).ShouldBe(1);
        await store.Becomes("all others are sent, whichever way they met it", async _ => await store.Scheduled() == 1);
        process.Log.Count("is set aside").ShouldBe(1);
        var came = new HashSet<string>();
        while (came.Count < notes)
            came.Add((await heard.Next()).What);
    }

    private static void ThreeAttempts(RelaySettings options) => options.MaxAttempts = 3;

    private SendLater Later(string text) =>
        new()
        {
            Text = text,
            DueAt = _time.GetUtcNow().UtcDateTime + TimeSpan.FromHours(1),
            Destination = ServiceProcess.Bell,
        };
}
