using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace EventDriven.Scheduling.Tests;

/// <summary>
/// With MassTransit's in-memory transport a message that has reached its queue is still lost when the process ends.
/// </summary>
public sealed class When_the_broker_dies_with_the_process(Servers servers)
{
    private readonly ManualTime _time = new();

    [Theory, InlineData(Engine.PostgreSql), InlineData(Engine.Sqlite)]
    public async Task What_was_sent_and_not_handled_comes_again_at_the_next_start(Engine engine)
    {
        await using var store = await Store.Create(engine, servers, _time);
        var heard = new Heard(_time);
        // Nobody listens to the bell here, so what is sent to it is lost.
        await using (var first = await ServiceProcess.Start(store, _time, heard, "first", bell: false))
        {
            await first.Send("later", Later("note"));
            await store.Becomes("it is scheduled", async _ => await store.Scheduled() == 1);
            _time.Advance(TimeSpan.FromHours(1));
            await store.Becomes("it is sent", async _ => await store.Scheduled("\"SentAt\" IS NOT NULL") == 1);
        }

        _time.Advance(TimeSpan.FromDays(1));
        await using var second = await ServiceProcess.Start(store, _time, heard, "second");

        var note = await heard.Next();
        (note.What, note.Process).ShouldBe(("note", "second"));
    }

    [Theory, InlineData(Engine.PostgreSql), InlineData(Engine.Sqlite)]
    public async Task What_was_handled_is_dropped_by_the_inbox(Engine engine)
    {
        await using var store = await Store.Create(engine, servers, _time);
        var heard = new Heard(_time);
        var alarm = Guid.NewGuid();
        await using (var first = await ServiceProcess.Start(store, _time, heard, "first", bellInbox: true))
        {
            await first.Send("alarms", new SetAlarm { AlarmId = alarm, DueAt = In(TimeSpan.FromHours(1)) });
            await store.Becomes("the alarm is set", db => db.Alarms.AnyAsync(a => a.CorrelationId == alarm));
            _time.Advance(TimeSpan.FromHours(1));
            (await heard.Next()).What.ShouldBe($"rang {alarm}");
            await store.Becomes("it is marked as sent", async _ =>
                await store.Scheduled("\"SentAt\" IS NOT NULL") == 1
            );
        }

        var before = _time.GetUtcNow().UtcDateTime;
        _time.Advance(TimeSpan.FromMinutes(1));
        await using var second = await ServiceProcess.Start(store, _time, heard, "second", bellInbox: true);
        await SentSince(store, before);

        // A fault would be heard: in the state Rang the saga has no use for a timeout. Nor does it ring twice.
        var marker = Guid.NewGuid();
        await second.Send("alarms", new SetAlarm { AlarmId = marker, DueAt = In(TimeSpan.Zero) });
        (await heard.Next()).What.ShouldBe($"rang {marker}");
        heard.IsSilent.ShouldBeTrue();
    }

    [Theory, InlineData(Engine.PostgreSql), InlineData(Engine.Sqlite)]
    public async Task What_was_sent_is_kept_for_ten_minutes(Engine engine)
    {
        await using var store = await Store.Create(engine, servers, _time);
        var heard = new Heard(_time);
        await using var process = await ServiceProcess.Start(store, _time, heard);
        await process.Send("later", Later("note"));
        await store.Becomes("it is scheduled", async _ => await store.Scheduled() == 1);
        _time.Advance(TimeSpan.FromHours(1));
        (await heard.Next()).What.ShouldBe("note");
        await store.Becomes("it is kept", async _ => await store.Scheduled("\"SentAt\" IS NOT NULL") == 1);

        _time.Advance(RelaySettings.KeepDelivered);

        await store.Becomes("it is forgotten", async _ => await store.Scheduled() == 0);
    }

    [Fact]
    public async Task What_was_kept_is_forgotten_a_bounded_number_at_a_time()
    {
        await using var store = await Store.Create(Engine.PostgreSql, servers, _time);
        // Counted by the database itself, statement by statement.
        await store.Execute(
            """
            CREATE TABLE deletes (rows int NOT NULL);
            CREATE FUNCTION count_deletes() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN INSERT INTO deletes SELECT count(*) FROM gone; RETURN NULL; END $$;
            CREATE TRIGGER count_deletes AFTER DELETE ON "ScheduledMessage" REFERENCING OLD TABLE AS gone
                FOR EACH STATEMENT EXECUTE FUNCTION count_deletes();
            """
        );
        await using var process = await ServiceProcess.Start(store, _time, new Heard(_time), configure: options =>
            options.QueryMessageLimit = 100
        );
        await store.Execute(
            """
            INSERT INTO "ScheduledMessage" ("TokenId", "DueAt", "FailedAttempts", "SentAt", "MessageId",
                "DestinationAddress", "ContentType", "MessageType", "Body", "Headers")
            SELECT gen_random_uuid(), '2000-01-01Z', 0, '2000-01-01Z', gen_random_uuid(), 'queue:bell',
                'application/json', 'urn:message:nothing', '', '' FROM generate_series(1, 450)
            """
        );

        _time.Advance(TimeSpan.FromHours(1));

        await store.Becomes("all are forgotten", async _ => await store.Scheduled() == 0);
        await using var db = store.Open();
        var deletes = await db
            .Database.SqlQueryRaw<int>("""SELECT rows AS "Value" FROM deletes WHERE rows > 0""")
            .ToListAsync(TestContext.Current.CancellationToken);
        deletes.ShouldBe([100, 100, 100, 100, 50]);
    }

    private DateTime In(TimeSpan delay) => _time.GetUtcNow().UtcDateTime + delay;

    private SendLater Later(string text) =>
        new()
        {
            Text = text,
            DueAt = In(TimeSpan.FromHours(1)),
            Destination = ServiceProcess.Bell,
        };

    private static Task SentSince(Store store, DateTime time) =>
        store.Becomes("it is sent again", async db =>
            await db
                .Database.SqlQuery<int>(
                    $"""SELECT CAST(COUNT(*) AS INTEGER) AS "Value" FROM "ScheduledMessage" WHERE "SentAt" > {time}"""
                )
                .SingleAsync() == 1
        );
}
