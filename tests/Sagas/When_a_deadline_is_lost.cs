using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using EventDriven.Orchestrator;
using EventDriven.Sagas.Tests.Support;
using EventDriven.Scheduling;
using EventDriven.ServiceDefaults;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

/// <summary>The orchestrator as it is hosted, with a clock that the test moves.</summary>
public sealed class When_a_deadline_is_lost(Servers servers) : IAsyncLifetime
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly string _folder = Directory.CreateTempSubdirectory("deadlines-").FullName;
    private readonly Guid _orderId = Guid.NewGuid();
    private readonly ManualTime _time = new();
    private readonly LogLines _log = new();
    private readonly Traffic _traffic = new();
    private WebApplication _app = null!;
    private Measurements _measured = null!;
    private TestDatabase? _postgres;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        // A test that needs a server is skipped where there is none.
        if (_app is not null)
        {
            await _app.StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
            _measured.Dispose();
        }

        if (_postgres is not null)
            await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task The_order_goes_on_although_its_row_was_deleted(DatabaseKind database)
    {
        await SubmitOrder(database);
        await Scheduled(rows => rows.ExecuteDeleteAsync(Cancel));

        TimePasses();
        await Sweeps();

        await Eventually.Holds(async () => (await Order()).Attempt == 2);
        _log.Warnings.ShouldContain(line =>
            line.Contains($"Order {_orderId}: the deadline of ReserveStock, attempt 1, was lost")
        );
        _measured["eventdriven.deadlines.restored(ReserveStock)"].ShouldBe(1);
        (await Scheduled(rows => rows.CountAsync(Cancel))).ShouldBe(1, "the next wait has a deadline again");
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task The_order_goes_on_although_its_message_was_set_aside(DatabaseKind database)
    {
        await SubmitOrder(database);
        await Scheduled(rows =>
            rows.ExecuteUpdateAsync(set => set.SetProperty(row => row.VisibleTime, _ => null), Cancel)
        );

        TimePasses();
        await Sweeps();

        await Eventually.Holds(async () => (await Order()).Attempt == 2);
    }

    [Fact]
    public async Task The_order_goes_on_although_it_does_not_know_its_deadline()
    {
        await SubmitOrder(DatabaseKind.Sqlite);
        await Orders(orders =>
            orders.ExecuteUpdateAsync(set => set.SetProperty(order => order.DeadlineTokenId, _ => null), Cancel)
        );
        await Scheduled(rows => rows.ExecuteDeleteAsync(Cancel));

        TimePasses();
        await Sweeps();

        await Eventually.Holds(async () => (await Order()).Attempt == 2);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task One_of_two_replicas_sends_it(DatabaseKind database)
    {
        await SubmitOrder(database);
        await Scheduled(rows => rows.ExecuteDeleteAsync(Cancel));
        TimePasses();
        var before = _time.GetUtcNow().UtcDateTime;
        var lost = await Query(db => db.FindLostDeadlines(before).SingleAsync(Cancel));

        var sent = new[]
        {
            await Query(db => db.TakeAsync(lost, before, Cancel)),
            await Query(db => db.TakeAsync(lost, before, Cancel)),
        };

        sent.Where(deadline => deadline is not null).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task It_does_no_harm_that_it_was_only_late()
    {
        await SubmitOrder(DatabaseKind.Sqlite);
        var order = await Order();
        await Scheduled(rows => rows.ExecuteDeleteAsync(Cancel));
        TimePasses();
        await Sweeps();
        await Eventually.Holds(async () => (await Order()).Attempt == 2);

        await Hears(
            new StepDeadlineExpired
            {
                OrderId = _orderId,
                Step = "ReserveStock",
                Attempt = 1,
                Token = order.DeadlineTokenId,
            }
        );

        (await Order()).Attempt.ShouldBe(2);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_message_that_is_to_be_sent_is_not_lost(DatabaseKind database)
    {
        await SubmitOrder(database);
        var later = _time.GetUtcNow().UtcDateTime.AddHours(1);
        await Scheduled(rows => rows.ExecuteUpdateAsync(set => set.SetProperty(row => row.VisibleTime, later), Cancel));

        TimePasses();
        await Sweeps();

        _measured["eventdriven.deadlines.restored(ReserveStock)"].ShouldBeNull();
    }

    [Fact]
    public async Task A_message_that_was_sent_a_moment_ago_is_not_lost()
    {
        await SubmitOrder(DatabaseKind.Sqlite);
        await Scheduled(rows => rows.ExecuteDeleteAsync(Cancel));

        _time.Advance(new SagaOptions().StepDeadline + TimeSpan.FromSeconds(30));
        await Sweeps();

        _measured["eventdriven.deadlines.restored(ReserveStock)"].ShouldBeNull();
    }

    [Fact]
    public async Task An_order_that_an_older_version_has_ended_gets_none()
    {
        await SubmitOrder(DatabaseKind.Sqlite);
        await Scheduled(rows => rows.ExecuteDeleteAsync(Cancel));
        await Orders(orders =>
            orders.ExecuteUpdateAsync(set => set.SetProperty(order => order.Step, _ => null), Cancel)
        );

        TimePasses();
        await Sweeps();

        (await Order()).DeadlineAt.ShouldBeNull();
        _log.Warnings.ShouldNotContain(line => line.Contains("was lost"));
    }

    [Fact]
    public async Task Ended_orders_are_not_read()
    {
        await SubmitOrder(DatabaseKind.Postgres);
        await Query(db =>
            db.Database.ExecuteSqlRawAsync(
                """
                INSERT INTO "Orders" SELECT other.* FROM "Orders", generate_series(1, 100000) AS number,
                    jsonb_populate_record("Orders", jsonb_build_object(
                        'CorrelationId', gen_random_uuid(), 'DeadlineTokenId', gen_random_uuid(), 'DeadlineAt',
                        CASE WHEN number % 100 = 0 THEN now() + number * interval '1 ms' END)) AS other;
                INSERT INTO "ScheduledMessage" SELECT other.* FROM "ScheduledMessage" AS message, "Orders",
                    jsonb_populate_record(message, jsonb_build_object('TokenId', "DeadlineTokenId")) AS other
                WHERE "DeadlineAt" IS NOT NULL ON CONFLICT DO NOTHING;
                ANALYZE "Orders", "ScheduledMessage"
                """,
                Cancel
            )
        );

        var plan = await Query(async db =>
        {
            await db.Database.OpenConnectionAsync(Cancel);
            await using var query = db.FindLostDeadlines(_time.GetUtcNow().UtcDateTime).CreateDbCommand();
#pragma warning disable CA2100 // The application's own query.
            query.CommandText = $"EXPLAIN {query.CommandText}";
#pragma warning restore CA2100
            await using var rows = await query.ExecuteReaderAsync(Cancel);
            List<string> lines = [];
            while (await rows.ReadAsync(Cancel))
                lines.Add(rows.GetString(0));
            return lines;
        });

        plan.ShouldContain(line => line.Contains("Index Scan using \"IX_Orders_DeadlineAt\""), string.Join('\n', plan));
        plan.ShouldNotContain(line => line.Contains("Seq Scan"), string.Join('\n', plan));
    }

    private async Task SubmitOrder(DatabaseKind database)
    {
        _postgres = database is DatabaseKind.Postgres ? await servers.CreateDatabaseAsync("orders", Cancel) : null;
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection([
            new("Transport", "InMemory"),
            new("Database", $"{database}"),
            new("DataDirectory", _folder),
            new("ConnectionStrings:Orders", _postgres?.ConnectionString),
        ]);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.AddServiceDefaults(new OrchestratorService());
        _log.ReplaceLogging(builder.Services);
        _app = builder.Build();
        _measured = new Measurements(_app.Services);
        _app.Services.GetRequiredService<IBus>().ConnectReceiveObserver(_traffic);
        await _app.StartAsync(Cancel);
        await Hears(Samples.Of<SubmitOrder>(_orderId));
    }

    private async Task Hears(object message)
    {
        var messageId = Guid.NewGuid();
        var consumed = _traffic.Consumed(messageId);
        var endpoint = await _app.Services.GetRequiredService<IBus>().GetSendEndpoint(Queues.Address(Queues.Orders));
        await endpoint.Send(message, message.GetType(), context => context.MessageId = messageId, Cancel);
        (await consumed.WaitAsync(TimeSpan.FromSeconds(30), Cancel)).ShouldBeNull($"{message.GetType().Name} is taken");
    }

    private void TimePasses()
    {
        var options = new SagaOptions();
        _time.Advance(options.StepDeadline + options.LostDeadlineAfter + TimeSpan.FromSeconds(1));
    }

    // As another replica beside the host's own.
    private async Task Sweeps()
    {
        _app.Services.GetServices<IHostedService>().OfType<DeadlineSweep>().ShouldHaveSingleItem();
        using var sweep = ActivatorUtilities.CreateInstance<DeadlineSweep>(_app.Services);
        await sweep.SweepAsync(Cancel);
        await sweep.SweepAsync(Cancel);
    }

    private Task<OrderState> Order() => Query(db => db.Orders.AsNoTracking().SingleAsync(Cancel));

    private Task<int> Orders(Func<IQueryable<OrderState>, Task<int>> query) => Query(db => query(db.Orders));

    private Task<int> Scheduled(Func<IQueryable<ScheduledMessageRow>, Task<int>> query) =>
        Query(db => query(db.Set<ScheduledMessageRow>()));

    private async Task<T> Query<T>(Func<OrdersDbContext, Task<T>> query)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<OrdersDbContext>());
    }
}
