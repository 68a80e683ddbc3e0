using EventDriven.Operations;
using EventDriven.Operations.Domain;
using EventDriven.Operations.Overview;
using EventDriven.TestServers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

public sealed class When_an_end_is_heard_late : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly EndedMinutes _minutes;

    public When_an_end_is_heard_late() => _minutes = new EndedMinutes(_time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_counted_in_the_minute_in_which_it_was()
    {
        await End(minutesAgo: 30);
        await Count();
        await End(minutesAgo: 30);
        await End(minutesAgo: 20);

        _time.Advance(TimeSpan.FromSeconds(10));

        (await Count()).ShouldBe([(30, 2), (20, 1)]);
    }

    [Fact]
    public async Task A_minute_that_is_over_is_not_read_each_time()
    {
        await End(minutesAgo: 30);
        await Count();
        await End(minutesAgo: 30);

        _time.Advance(TimeSpan.FromSeconds(1));

        (await Count()).ShouldBe([(30, 1)], "kept, until it is time to look for what came late");
    }

    [Fact]
    public async Task One_of_the_last_minute_counts_at_once()
    {
        await Count();
        await End(minutesAgo: 1);

        (await Count()).ShouldBe([(1, 1)]);
    }

    [Fact]
    public async Task What_is_older_than_an_hour_is_told_no_more()
    {
        await End(minutesAgo: 59);
        await Count();

        _time.Advance(TimeSpan.FromMinutes(1));

        (await Count()).ShouldBeEmpty();
    }

    public async ValueTask InitializeAsync()
    {
        await _connection.OpenAsync(Cancel);
        await using var db = Db();
        await db.Database.EnsureCreatedAsync(Cancel);
        // In the middle of a minute, so that no test crosses into the next.
        var now = _time.GetUtcNow();
        _time.Advance(
            TimeSpan.FromTicks(TimeSpan.TicksPerMinute - now.Ticks % TimeSpan.TicksPerMinute) + TimeSpan.FromSeconds(20)
        );
    }

    public async ValueTask DisposeAsync()
    {
        _minutes.Dispose();
        await _connection.DisposeAsync();
    }

    private OperationsDbContext Db() =>
        new(new DbContextOptionsBuilder<OperationsDbContext>().UseSqlite(_connection).Options);

    private async Task End(int minutesAgo)
    {
        var at = _time.GetUtcNow().AddMinutes(-minutesAgo);
        await using var db = Db();
        db.TrackedOrders.Add(
            new TrackedOrder
            {
                OrderId = Guid.NewGuid(),
                SubmittedAt = at.AddSeconds(-1),
                State = "Completed",
                Sequence = 1,
                StateSince = at,
                UpdatedAt = at,
                EndedAt = at,
                Undo = "",
            }
        );
        await db.SaveChangesAsync(Cancel);
    }

    /// <summary>The minutes in which orders ended, by how long ago they were.</summary>
    private async Task<IEnumerable<(int MinutesAgo, int Count)>> Count()
    {
        await using var db = Db();
        var minutes = await _minutes.LastHour(db, Cancel);
        return
        [
            .. minutes
                .Where(minute => minute.Count > 0)
                .Select(minute => ((int)(_time.GetUtcNow() - minute.At).TotalMinutes, minute.Count)),
        ];
    }
}
