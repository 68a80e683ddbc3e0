using System.Collections.Concurrent;
using System.Data.Common;
using EventDriven.Inventory;
using EventDriven.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Shouldly;

namespace EventDriven.Services.Tests.Database;

/// <summary>A service starts while another session holds a lock that its migrations need.</summary>
public sealed class When_a_migration_takes_long(Servers servers) : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly Timeouts _timeouts = new();
    private readonly LogLines _log = new();
    private TestDatabase _database = null!;
    private NpgsqlConnection _other = null!;
    private IHost _host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_has_no_timeout_and_the_log_says_since_when_it_runs()
    {
        await Execute(
            """CREATE TABLE "__EFMigrationsHistory" ("MigrationId" varchar(150) PRIMARY KEY, "ProductVersion" text)"""
        );
        await Execute("""BEGIN; LOCK TABLE "__EFMigrationsHistory" IN ROW EXCLUSIVE MODE""");
        var since = _time.GetUtcNow();

        var start = _host.StartAsync(Cancel);
        await Logged("Database Inventory: migrating (");
        // The migration has waited for 1 s, ten times the lock_timeout of the connection string.
        await Eventually.Holds(() =>
            Is(
                """
                SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database
                    WHERE datname = current_database() AND clock_timestamp() - waitstart > interval '1 s')
                """
            )
        );
        await _time.UntilWaitingAsync(TimeSpan.FromSeconds(30));
        _time.Advance(TimeSpan.FromMinutes(1));
        await Logged("Database Inventory: still migrating (");
        await Logged($"), since {since:u}.");
        start.IsCompleted.ShouldBeFalse();
        await Execute("COMMIT");
        await start;

        _timeouts.Of.ShouldNotBeEmpty();
        _timeouts.Of.ShouldAllBe(timeout => timeout == 0);
        _log.Count("not available").ShouldBe(0);
    }

    [Fact]
    public async Task Another_replica_says_that_it_waits()
    {
        await Execute("SELECT pg_advisory_lock(hashtext('event-driven migrations'))");
        var since = _time.GetUtcNow();

        var start = _host.StartAsync(Cancel);
        await Logged("Database Inventory: waiting for another process, which is migrating it.");
        await _time.UntilWaitingAsync(TimeSpan.FromSeconds(30));
        _time.Advance(TimeSpan.FromMinutes(1));
        await Logged($"still waiting for another process, which is migrating it, since {since:u}.");
        await Execute("SELECT pg_advisory_unlock(hashtext('event-driven migrations'))");
        await start;

        _timeouts.Of.ShouldNotBeEmpty();
        _timeouts.Of.ShouldAllBe(timeout => timeout == 0);
    }

    [Fact]
    public async Task Other_statements_keep_their_timeout()
    {
        await _host.StartAsync(Cancel);
        _timeouts.Of.Clear();

        await using var scope = _host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<InventoryDbContext>().Products.CountAsync(Cancel);

        _timeouts.Of.ShouldBe([17]);
    }

    public async ValueTask InitializeAsync()
    {
        _database = await servers.CreateDatabaseAsync("migrations", Cancel);
        _other = new NpgsqlConnection(_database.ConnectionString);
        await _other.OpenAsync(Cancel);

        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddEnvironmentVariables();
        builder.Configuration["ConnectionStrings:Inventory"] =
            $"{_database.ConnectionString};Command Timeout=17;Options=-c lock_timeout=100ms";
        builder.Logging.AddProvider(_log);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddServiceDatabase<InventoryDbContext>(builder.Configuration, "Inventory");
        builder.Services.ConfigureDbContext<InventoryDbContext>(options => options.AddInterceptors(_timeouts));
        _host = builder.Build();
    }

    public async ValueTask DisposeAsync()
    {
        _host.Dispose();
        await _other.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task Execute(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _other);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private async Task<bool> Is(string question)
    {
        await using var command = new NpgsqlCommand(question, _other);
        return await command.ExecuteScalarAsync(Cancel) is true;
    }

    private Task Logged(string text) => Eventually.Holds(() => _log.Count(text) > 0, text, _log.Troubles);

    private sealed class Timeouts : DbCommandInterceptor
    {
        public ConcurrentBag<int> Of { get; } = [];

        public override DbCommand CommandInitialized(CommandEndEventData eventData, DbCommand result)
        {
            Of.Add(result.CommandTimeout);
            return result;
        }
    }
}
