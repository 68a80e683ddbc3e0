using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Scheduling;

/// <summary>
/// The clock by which processes compare due times and leases. On PostgreSQL it is the server's
/// (<c>clock_timestamp()</c>), read every few seconds; in between, the machine's timer continues it, whatever happens
/// to the machine's clock. On SQLite, and if a test has a clock of its own, it is the process's clock.
/// </summary>
public sealed class DatabaseClock<TDbContext>(IServiceScopeFactory scopes, TimeProvider time) : TimeProvider
    where TDbContext : DbContext
{
    /// <summary>A process whose clock is further off reports it.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    private const int MaxAttempts = 3;

    private volatile Measurement? _last;

    /// <summary>How far the process's clock is ahead of the database's; zero if they are not compared.</summary>
    public TimeSpan Skew => _last is null ? TimeSpan.Zero : time.GetUtcNow() - GetUtcNow();

    /// <summary>Such as "600 s ahead of".</summary>
    public string SkewText =>
        Skew < TimeSpan.Zero ? $"{-Skew.TotalSeconds:f0} s behind" : $"{Skew.TotalSeconds:f0} s ahead of";

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    /// <inheritdoc />
    public override long TimestampFrequency => time.TimestampFrequency;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() =>
        _last is { } last ? last.Database + time.GetElapsedTime(last.Timestamp) : time.GetUtcNow();

    /// <inheritdoc />
    public override long GetTimestamp() => time.GetTimestamp();

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);

    /// <summary>Asks the database for its time; false if it is not compared with the process's.</summary>
    public async Task<bool> MeasureAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<TDbContext>().Database;
        if (time != System || database.ProviderName != "Npgsql.EntityFrameworkCore.PostgreSQL")
            return false;

        await database.OpenConnectionAsync(cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var asked = GetTimestamp();
            var answer = await database
                .SqlQuery<DateTime>($"SELECT clock_timestamp() AS \"Value\"")
                .SingleAsync(cancellationToken);
            // A slow answer says little about the present time. The first query is slow, as all code runs first then.
            var roundTrip = GetElapsedTime(asked);
            var isQuick = roundTrip < Tolerance / 2;
            if (_last is null || isQuick)
                _last = new(answer + roundTrip / 2, GetTimestamp());
            if (isQuick || attempt == MaxAttempts)
                break;
        }

        await database.CloseConnectionAsync();
        return true;
    }

    private sealed record Measurement(DateTimeOffset Database, long Timestamp);
}
