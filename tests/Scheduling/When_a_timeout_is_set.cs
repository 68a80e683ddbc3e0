using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace EventDriven.Scheduling.Tests;

public sealed class When_a_timeout_is_set(Servers servers)
{
    private readonly ManualTime _time = new();

    /// <summary>Each database, with the transactional outbox and without.</summary>
    public static TheoryData<Engine, bool> Everywhere =>
        new()
        {
            { Engine.PostgreSql, true },
            { Engine.PostgreSql, false },
            { Engine.Sqlite, true },
            { Engine.Sqlite, false },
        };

    [Theory, MemberData(nameof(Everywhere))]
    public async Task It_comes_when_it_is_due_and_not_before(Engine engine, bool outbox)
    {
        await using var store = await Store.Create(engine, servers, _time);
        var heard = new Heard(_time);
        await using var process = await ServiceProcess.Start(store, _time, heard, outbox: outbox);
        var (first, second) = (
            await SetAlarm(process, store, TimeSpan.FromHours(1)),
            await SetAlarm(process, store, TimeSpan.FromHours(2))
        );

        _time.Advance(TimeSpan.FromHours(1));
        (await heard.Next()).What.ShouldBe($"rang {first}");
        await Unsent(store, 1);
        heard.IsSilent.ShouldBeTrue("the later one is not due yet");

        _time.Advance(TimeSpan.FromHours(1));
        (await heard.Next()).What.ShouldBe($"rang {second}");
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task It_survives_the_end_of_the_process(Engine engine, bool outbox)
    {
        await using var store = await Store.Create(engine, servers, _time);
        var heard = new Heard(_time);
        Guid alarm;
        await using (var first = await ServiceProcess.Start(store, _time, heard, "first", outbox))
            alarm = await SetAlarm(first, store, TimeSpan.FromHours(1));

        await using var second = await ServiceProcess.Start(store, _time, heard, "second", outbox);
        _time.Advance(TimeSpan.FromHours(1));

        (await heard.Next()).ShouldBe(new Sound($"rang {alarm}", "second"));
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task It_never_comes_once_it_is_cancelled(Engine engine, bool outbox)
    {
        await using var store = await Store.Create(engine, servers, _time);
        var heard = new Heard(_time);
        await using var process = await ServiceProcess.Start(store, _time, heard, outbox: outbox);
        var cancelled = await SetAlarm(process, store, TimeSpan.FromHours(1));
        var marker = await SetAlarm(process, store, TimeSpan.FromHours(2));

        await process.Send("alarms", new StopAlarm { AlarmId = cancelled });
        await store.Becomes("the alarm is stopped", db =>
            db.Alarms.AnyAsync(a => a.CorrelationId == cancelled && a.CurrentState == "Stopped")
        );
        (await store.Scheduled()).ShouldBe(1, "the row goes with the transition that cancels it");

        _time.Advance(TimeSpan.FromHours(2));
        (await heard.Next()).What.ShouldBe($"rang {marker}", "nothing that was due before the marker is left");
        heard.IsSilent.ShouldBeTrue();
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task Setting_it_again_moves_it(Engine engine, bool outbox)
    {
        await using var store = await Store.Create(engine, servers, _time);
        var heard = new Heard(_time);
        await using var process = await ServiceProcess.Start(store, _time, heard, outbox: outbox);
        var moved = await SetAlarm(process, store, TimeSpan.FromHours(1));
        var marker = await SetAlarm(process, store, TimeSpan.FromHours(2));

        await process.Send("alarms", new MoveAlarm { AlarmId = moved, DueAt = In(TimeSpan.FromHours(3)) });
        await store.Becomes("the alarm is moved", db =>
            db.Alarms.AnyAsync(a => a.CorrelationId == moved && a.Version == 1)
        );
        (await store.Scheduled()).ShouldBe(2, "the old row goes as the new one comes");

        _time.Advance(TimeSpan.FromHours(2));
        (await heard.Next()).What.ShouldBe($"rang {marker}");
        _time.Advance(TimeSpan.FromHours(1));
        (await heard.Next()).What.ShouldBe($"rang {moved}");
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task A_transition_that_fails_leaves_neither_saga_nor_timeout(Engine engine, bool outbox)
    {
        await using var store = await Store.Create(engine, servers, _time);
        var heard = new Heard(_time);
        await using var process = await ServiceProcess.Start(store, _time, heard, outbox: outbox);

        await process.Send(
            "alarms",
            new SetAlarm
            {
                AlarmId = Guid.NewGuid(),
                DueAt = In(TimeSpan.FromHours(1)),
                ThenFail = true,
            }
        );
        (await heard.Next()).What.ShouldBe("fault: As the test asked.");

        await using var db = store.Open();
        (await db.Alarms.CountAsync(TestContext.Current.CancellationToken)).ShouldBe(0);
        (await store.Scheduled()).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Everywhere))]
    public async Task A_cancel_or_a_move_that_fails_leaves_it_as_it_was(Engine engine, bool outbox)
    {
        await using var store = await Store.Create(engine, servers, _time);
        var heard = new Heard(_time);
        await using var process = await ServiceProcess.Start(store, _time, heard, outbox: outbox);
        var alarm = await SetAlarm(process, store, TimeSpan.FromHours(1));

        await process.Send("alarms", new StopAlarm { AlarmId = alarm, ThenFail = true });
        (await heard.Next()).What.ShouldBe("fault: As the test asked.");
        await process.Send(
            "alarms",
            new MoveAlarm
            {
                AlarmId = alarm,
                DueAt = In(TimeSpan.FromHours(5)),
                ThenFail = true,
            }
        );
        (await heard.Next()).What.ShouldBe("fault: As the test asked.");

        _time.Advance(TimeSpan.FromHours(1));
        (await heard.Next()).What.ShouldBe($"rang {alarm}");
        await Unsent(store, 0);
    }

    private static Task Unsent(Store store, int count) =>
        store.Becomes($"{count} are still to be sent", async _ => await store.Scheduled("\"SentAt\" IS NULL") == count);

    private DateTime In(TimeSpan delay) => _time.GetUtcNow().UtcDateTime + delay;

    private async Task<Guid> SetAlarm(ServiceProcess process, Store store, TimeSpan delay)
    {
        var alarm = Guid.NewGuid();
        await process.Send("alarms", new SetAlarm { AlarmId = alarm, DueAt = In(delay) });
        await store.Becomes("the alarm is set", db => db.Alarms.AnyAsync(a => a.CorrelationId == alarm));
        return alarm;
    }
}
