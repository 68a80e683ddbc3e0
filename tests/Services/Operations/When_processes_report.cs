using System.Data.Common;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using EventDriven.Contracts.Operations;
using EventDriven.Operations;
using EventDriven.Operations.Overview;
using EventDriven.ServiceDefaults.Replicas;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.Services.Tests.Operations.Security;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

public sealed partial class When_processes_report : IAsyncDisposable
{
    private static readonly Guid Replica = Guid.NewGuid();

    private readonly ManualTime _time = new();
    private readonly Outage _database = new();
    private readonly FeedOutage _feed = new();
    private readonly LogLines _log = new();
    private ConsoleHost? _host;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_console_hears_itself()
    {
        _host = await Start(reports: true);

        await Eventually.Holds(
            async () => (await Line("operations")).StartsWith("operations Healthy", StringComparison.Ordinal),
            log: _log.Troubles
        );
    }

    [Fact]
    public async Task A_queue_that_waits_is_shown_with_since_when_and_why_until_it_goes_on()
    {
        _host = await Start(reports: true);
        _feed.IsAway = true;
        await _host.Services.GetRequiredService<IBus>().Publish(Told.Reserving(Guid.NewGuid())[0], Cancel);

        await Eventually.Holds(
            async () =>
                Regex.IsMatch(
                    await Line("operations"),
                    "queues: Degraded. operations-feed waits since [0-9:]{8} UTC: the database answers 14\\.$"
                ),
            log: _log.Troubles
        );
        (await Waits())
            .ShouldHaveSingleItem()
            .ShouldBe(
                new QueueWait
                {
                    Queue = "operations-feed",
                    Since = _time.GetUtcNow(),
                    Reason = "the database answers 14",
                }
            );

        _feed.IsAway = false;
        await Eventually.Holds(async () => (await Waits()).Count == 0, log: _log.Troubles);
    }

    [Fact]
    public async Task A_service_that_was_never_heard_of_stands_out() =>
        (await Line("shipping")).ShouldBe(
            "shipping Missing No report within the last hour: the service is not running, or cannot reach the broker."
        );

    [Fact]
    public async Task A_service_is_as_well_as_its_process_says()
    {
        await Report(
            status: "Degraded",
            new ReplicaCheck
            {
                Name = "stored-messages",
                Status = "Degraded",
                Note = "3 messages are set aside.",
            }
        );

        var line = await Line("inventory");
        line.ShouldStartWith("inventory Degraded machine-1/");
        line.ShouldContain("stored-messages: Degraded. 3 messages are set aside.");
    }

    [Fact]
    public async Task One_that_falls_silent_stands_out()
    {
        await Report(status: "Healthy");
        (await Line("inventory")).ShouldStartWith("inventory Healthy");

        _time.Advance(TimeSpan.FromMinutes(16));

        (await Line("inventory")).ShouldMatch("^inventory Silent machine-1/\\w+ silent last report 16 min ago$");
    }

    [Theory]
    [InlineData("Missing")]
    [InlineData("Silent", "silent")]
    [InlineData("Healthy", "Healthy", "Healthy")]
    [InlineData("Degraded", "Healthy", "silent")]
    [InlineData("Degraded", "Healthy", "Unhealthy")]
    [InlineData("Degraded", "Degraded", "Unhealthy")]
    [InlineData("Unhealthy", "Unhealthy", "silent")]
    public void A_service_is_as_its_processes_are_together(string together, params string[] processes) =>
        new ServiceFigure(
            "inventory",
            [
                .. processes.Select(process => new ReplicaFigure(
                    Said(Guid.NewGuid(), process),
                    _time.GetUtcNow(),
                    process == "silent"
                )),
            ]
        ).Status.ShouldBe(together);

    [Fact]
    public async Task One_that_stops_as_it_was_asked_to_is_forgotten()
    {
        await Report(status: "Healthy");

        await Publish(ReplicaReported.Stopped);

        await IsForgotten();
        (await Line("inventory")).ShouldStartWith("inventory Missing");
    }

    [Fact]
    public async Task One_that_stops_while_the_database_is_away_is_forgotten_when_it_is_back()
    {
        await Report(status: "Healthy");

        _database.FailNext(statements: 2);
        await Publish(ReplicaReported.Stopped);

        await IsForgotten();
        _database.Failed.ShouldBe(2);
    }

    [Fact]
    public async Task A_report_does_not_wait_for_a_database_that_is_away()
    {
        await Report(status: "Healthy");

        _database.FailNext(statements: 1);
        await Publish("Degraded");
        await Eventually.Holds(() =>
            _log.Warnings.Any(line => line.Contains("was not stored", StringComparison.Ordinal))
        );

        await Publish("Unhealthy");
        await Eventually.Holds(
            async () => (await Line("inventory")).StartsWith("inventory Unhealthy", StringComparison.Ordinal),
            log: _log.Troubles
        );
        _database.Failed.ShouldBe(1);
    }

    [Fact]
    public async Task What_waits_in_their_databases_is_shown()
    {
        await Report(status: "Healthy");

        (await Section("backlog")).ShouldContain("inventory Inventory, outbox 7 42 s 2");
    }

    [Fact]
    public async Task What_waited_in_the_database_of_one_that_fell_silent_is_not_taken_for_what_waits()
    {
        await Report(status: "Healthy");

        _time.Advance(TimeSpan.FromMinutes(16));

        (await Section("backlog")).ShouldContain("inventory Inventory, outbox silent last report 16 min ago 7 42 s 2");
    }

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<ConsoleHost> Host() => _host ??= await Start(reports: false);

    /// <summary>Starts the console, as a process that reports or as one that only hears what the test says.</summary>
    private Task<ConsoleHost> Start(bool reports) =>
        ConsoleHost.StartAsync(
            settings: new() { ["ReplicaReports:Interval"] = reports ? "00:00:01" : "00:05:00" },
            configure: services =>
            {
                if (!reports)
                    services.Remove(services.Single(service => service.ImplementationType == typeof(ReplicaReporter)));
                services.AddSingleton<TimeProvider>(_time);
                services.ConfigureDbContext<OperationsDbContext>(options => options.AddInterceptors(_database, _feed));
                _log.ReplaceLogging(services);
            }
        );

    private async Task Report(string status, params ReplicaCheck[] checks)
    {
        await Publish(status, checks);
        await Eventually.Holds(IsKept, log: _log.Troubles);
    }

    private Task IsForgotten() => Eventually.Holds(async () => !await IsKept(), log: _log.Troubles);

    private async Task Publish(string status, params ReplicaCheck[] checks) =>
        await (await Host()).Services.GetRequiredService<IBus>().Publish(Said(Replica, status, checks), Cancel);

    private ReplicaReported Said(Guid replica, string status, params ReplicaCheck[] checks) =>
        new()
        {
            Replica = replica,
            Host = "machine-1",
            Services = ["inventory"],
            StartedAt = _time.GetUtcNow(),
            Status = status,
            Checks = checks,
            Backlogs =
            [
                new MessageBacklog
                {
                    Database = "Inventory",
                    Kind = "outbox",
                    Waiting = 7,
                    OldestSeconds = 42,
                    SetAside = 2,
                },
            ],
            At = _time.GetUtcNow(),
        };

    private async Task<bool> IsKept()
    {
        await using var scope = (await Host()).Services.CreateAsyncScope();
        return await scope
            .ServiceProvider.GetRequiredService<OperationsDbContext>()
            .Replicas.AnyAsync(replica => replica.Id == Replica, Cancel);
    }

    private async Task<IReadOnlyList<QueueWait>> Waits()
    {
        await using var scope = (await Host()).Services.CreateAsyncScope();
        var replica = await scope
            .ServiceProvider.GetRequiredService<OperationsDbContext>()
            .Replicas.AsNoTracking()
            .SingleAsync(Cancel);
        return JsonSerializer.Deserialize<ReplicaReported>(replica.Report)!.Waits.ShouldNotBeNull();
    }

    private async Task<string> Line(string service) =>
        Read(Regex.Match(await Page(), $"<tr data-key=\"{service}\">.*?</tr>", RegexOptions.Singleline).Value);

    private async Task<string> Section(string heading) =>
        Read(
            Regex
                .Match(
                    await Page(),
                    $"<section[^>]*aria-labelledby=\"{heading}\".*?</section>",
                    RegexOptions.Singleline
                )
                .Value
        );

    private async Task<string> Page()
    {
        using var session = await (await Host()).OpenAsOperator();
        using var answer = await session.Get("/console");
        return await answer.Content.ReadAsStringAsync(Cancel);
    }

    private static string Read(string html) =>
        Spaces().Replace(WebUtility.HtmlDecode(Tags().Replace(html, " ")), " ").Trim();

    /// <summary>Refuses to delete processes, as a file does that another process has locked.</summary>
    private sealed class Outage : DbCommandInterceptor
    {
        private int _left;

        public int Failed { get; private set; }

        public void FailNext(int statements) => _left = statements;

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<int> result,
            CancellationToken cancellationToken = default
        )
        {
            if (_left == 0 || !command.CommandText.Contains("Replicas", StringComparison.Ordinal))
                return ValueTask.FromResult(result);
            _left--;
            Failed++;
            throw new SqliteException("database is locked", SQLitePCL.raw.SQLITE_BUSY);
        }
    }

    /// <summary>A database that the consumer of the saga's events cannot open.</summary>
    private sealed class FeedOutage : DbCommandInterceptor
    {
        public bool IsAway { get; set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        ) =>
            IsAway && command.CommandText.Contains("HistoryEntries", StringComparison.Ordinal)
                ? throw new SqliteException("unable to open database file", SQLitePCL.raw.SQLITE_CANTOPEN)
                : ValueTask.FromResult(result);
    }

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
