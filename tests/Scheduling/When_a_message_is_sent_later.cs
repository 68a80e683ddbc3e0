using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace EventDriven.Scheduling.Tests;

public sealed class When_a_message_is_sent_later(Servers servers)
{
    private const string Outage = "The relay of the schedule of AlarmDbContext failed";

    private readonly ManualTime _time = new();

    [Theory, InlineData(Engine.PostgreSql), InlineData(Engine.Sqlite)]
    public async Task It_arrives_with_its_headers_in_the_conversation_that_scheduled_it(Engine engine)
    {
        await using var store = await Store.Create(engine, servers, _time);
        var heard = new Heard(_time);
        await using var process = await ServiceProcess.Start(store, _time, heard);
        var conversation = Guid.NewGuid();
        var endpoint = await process.Bus.GetSendEndpoint(new Uri("queue:later"));
        await endpoint.Send(
            Later("note"),
            context => context.ConversationId = conversation,
            TestContext.Current.CancellationToken
        );
        await Scheduled(store, 1);

        _time.Advance(TimeSpan.FromHours(1));

        var note = await heard.Next();
        (note.What, note.ConversationId, note.Header).ShouldBe(("note", conversation, "green"));
    }

    [Theory, InlineData(Engine.PostgreSql), InlineData(Engine.Sqlite)]
    public async Task What_a_dead_process_had_taken_is_sent_when_its_lease_ends_under_the_same_id(Engine engine)
    {
        await using var store = await Store.Create(engine, servers, _time);
        var heard = new Heard(_time);
        await using var process = await ServiceProcess.Start(store, _time, heard);
        await process.Send("later", Later("note"));
        await Scheduled(store, 1);
        // As a process leaves it that took the row in the very hour of its end.
        await Lease(store, _time.GetUtcNow().UtcDateTime + TimeSpan.FromHours(3));
        _time.Advance(TimeSpan.FromHours(2));
        await process.Send("later", Later("marker", TimeSpan.Zero));
        (await heard.Next()).What.ShouldBe("marker");

        _time.Advance(TimeSpan.FromHours(1));

        var note = await heard.Next();
        note.What.ShouldBe("note");
        // SQLite stores an id as upper-case text.
        var id = store.IsSqlite ? $"{note.MessageId}".ToUpperInvariant() : $"{note.MessageId}";
        (await store.Scheduled($"\"MessageId\" = '{id}'")).ShouldBe(1);
    }

    [Theory, InlineData(Engine.PostgreSql), InlineData(Engine.Sqlite)]
    public async Task A_destination_that_cannot_be_reached_holds_up_no_other_and_is_given_up_in_the_end(Engine engine)
    {
        await using var store = await Store.Create(engine, servers, _time);
        var heard = new Heard(_time);
        await using var process = await ServiceProcess.Start(store, _time, heard, configure: options =>
            (options.QueryMessageLimit, options.MaxAttempts) = (2, 3)
        );
        for (var i = 0; i < 5; i++)
            await process.Send("later", Later($"lost {i}"));
        await process.Send("later", Later("note", TimeSpan.FromMinutes(61)));
        await Scheduled(store, 6);
        // An address that the bus can make nothing of; more of these than go into a batch, and due before the other.
        await store.Execute(
            """UPDATE "ScheduledMessage" SET "DestinationAddress" = 'nowhere://at/all' WHERE "Body" LIKE '%lost%'"""
        );

        _time.Advance(TimeSpan.FromMinutes(61));

        (await heard.Next()).What.ShouldBe("note");
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            _time.Advance(TimeSpan.FromMinutes(10));
            await store.Becomes($"try {attempt} has been made", async _ =>
                await store.Scheduled($"\"FailedAttempts\" >= {attempt}") == 5
            );
        }
        (await store.Scheduled("\"NextAttemptAt\" IS NULL AND \"FailureReason\" IS NOT NULL")).ShouldBe(5);
        process.Log.Count("is set aside").ShouldBe(5, "once for each message");
    }

    [Fact]
    public async Task The_rows_of_what_a_broker_has_confirmed_are_gone_and_each_of_two_replicas_sends_its_share_once()
    {
        const int notes = 300;
        await using var broker = await servers.CreateVirtualHostAsync("alarms", TestContext.Current.CancellationToken);
        await using var store = await Store.Create(Engine.PostgreSql, servers, _time);
        var heard = new Heard(_time);
        await using var first = await ServiceProcess.Start(
            store,
            _time,
            heard,
            "first",
            broker: broker,
            configure: options => options.QueryMessageLimit = 10
        );
        await using var second = await ServiceProcess.Start(
            store,
            _time,
            heard,
            "second",
            broker: broker,
            configure: options => options.QueryMessageLimit = 10
        );
        for (var i = 0; i < notes; i++)
            await first.Send("later", Later($"note {i}"));
        await Scheduled(store, notes);

        _time.Advance(TimeSpan.FromHours(1));

        var came = new List<string>();
        while (came.Count < notes)
            came.Add((await heard.Next()).What);
        came.Distinct().Count().ShouldBe(notes, "each once");
        await store.Becomes("the table is empty", async _ => await store.Scheduled() == 0);
        heard.IsSilent.ShouldBeTrue();
    }

    [Theory, InlineData(Engine.PostgreSql), InlineData(Engine.Sqlite)]
    public async Task Two_replicas_without_a_broker_send_each_message_once(Engine engine)
    {
        const int notes = 200;
        await using var store = await Store.Create(engine, servers, _time);
        var heard = new Heard(_time);
        await using var first = await ServiceProcess.Start(store, _time, heard, "first", configure: options =>
            options.QueryMessageLimit = 10
        );
        await using var second = await ServiceProcess.Start(store, _time, heard, "second", configure: options =>
            options.QueryMessageLimit = 10
        );
        for (var i = 0; i < notes; i++)
            await first.Send("later", Later($"note {i}"));
        await Scheduled(store, notes);

        _time.Advance(TimeSpan.FromHours(1));

        var came = new List<string>();
        while (came.Count < notes)
            came.Add((await heard.Next()).What);
        came.Distinct().Count().ShouldBe(notes, "each once");
        await store.Becomes("all are sent", async _ => await store.Scheduled("\"SentAt\" IS NULL") == 0);
        heard.IsSilent.ShouldBeTrue();
    }

    [Fact]
    public async Task One_that_is_redelivered_to_two_queues_is_sent_to_both()
    {
        await using var store = await Store.Create(Engine.PostgreSql, servers, _time);
        var heard = new Heard(_time);
        await using var process = await ServiceProcess.Start(store, _time, heard);
        await process.Send("later", Later("note"));
        await Scheduled(store, 1);
        await store.Execute(
            """
            INSERT INTO "ScheduledMessage" SELECT copy.* FROM "ScheduledMessage" AS message,
                jsonb_populate_record(message, jsonb_build_object('TokenId', gen_random_uuid())) AS copy
            """
        );

        _time.Advance(TimeSpan.FromHours(1));

        var (one, other) = (await heard.Next(), await heard.Next());
        other.MessageId.ShouldBe(one.MessageId);
    }

    [Theory, InlineData(Engine.PostgreSql), InlineData(Engine.Sqlite)]
    public async Task An_outage_of_the_database_is_said_once_and_passes(Engine engine)
    {
        await using var store = await Store.Create(engine, servers, _time);
        var heard = new Heard(_time);
        await using var process = await ServiceProcess.Start(store, _time, heard);
        await process.Send("later", Later("note"));
        await Scheduled(store, 1);
        await store.Execute("""ALTER TABLE "ScheduledMessage" RENAME TO "Away" """);

        _time.Advance(TimeSpan.FromHours(1));
        await store.Becomes("it is said", _ => Task.FromResult(process.Log.Count(Outage) == 1));
        for (var i = 0; i < 5; i++)
            _time.Advance(TimeSpan.FromMinutes(1));
        await store.Execute("""ALTER TABLE "Away" RENAME TO "ScheduledMessage" """);

        (await heard.Next()).What.ShouldBe("note");
        process.Log.Count(Outage).ShouldBe(1);
        await store.Becomes("its end is said", _ =>
            Task.FromResult(process.Log.Count("The relay of the schedule of AlarmDbContext succeeds again") == 1)
        );
    }

    private SendLater Later(string text, TimeSpan? delay = null) =>
        new()
        {
            Text = text,
            DueAt = _time.GetUtcNow().UtcDateTime + (delay ?? TimeSpan.FromHours(1)),
            Destination = ServiceProcess.Bell,
        };

    private static async Task Lease(Store store, DateTime end)
    {
        await using var db = store.Open();
        await db.Database.ExecuteSqlAsync(
            $"""UPDATE "ScheduledMessage" SET "NextAttemptAt" = {end}""",
            TestContext.Current.CancellationToken
        );
    }

    private static Task Scheduled(Store store, int count) =>
        store.Becomes($"{count} are scheduled", async _ => await store.Scheduled() == count);
}
