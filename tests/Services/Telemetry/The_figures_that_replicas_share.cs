using EventDriven.Contracts.Operations;
using EventDriven.Operations;
using EventDriven.Operations.Domain;
using EventDriven.Operations.Orders;
using EventDriven.ServiceDefaults;
using EventDriven.ServiceDefaults.Replicas;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.Services.Tests.Hosting;
using EventDriven.Services.Tests.Operations;
using EventDriven.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace EventDriven.Services.Tests.Telemetry;

public sealed class The_figures_that_replicas_share : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly LogLines _log = new();
    private readonly List<(WebApplication App, Measurements Measured)> _replicas = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await Start();
        await Measured("#eventdriven.orders.active(Dispatching)", 0);
        await Start();
    }

    [Fact]
    public async Task Are_measured_by_one_of_them_until_it_is_gone()
    {
        Values("#eventdriven.orders.active(Dispatching)").ShouldBe([0]);

        await _replicas[0].App.StopAsync(Cancel);
        _replicas[0].Measured.Dispose();
        _replicas.RemoveAt(0);
        Values("#eventdriven.orders.active(Dispatching)").ShouldBeEmpty();
        _time.Advance(TimeSpan.FromSeconds(31));

        await Measured("#eventdriven.orders.active(Dispatching)", 0);
    }

    [Fact]
    public async Task Say_how_it_is_with_orders_and_messages()
    {
        await using (var scope = _replicas[0].App.Services.CreateAsyncScope())
        {
            var projection = scope.ServiceProvider.GetRequiredService<OrderProjection>();
            foreach (var entry in Told.Reserving(Guid.NewGuid()).Concat(Told.Reserving(Guid.NewGuid())))
                await projection.AddAsync(entry.At(_time.GetUtcNow()), Cancel);
            var db = scope.ServiceProvider.GetRequiredService<OperationsDbContext>();
            db.FailedMessages.Add(AFailure());
            db.Replicas.Add(
                new Replica
                {
                    Id = Guid.NewGuid(),
                    SeenAt = _time.GetUtcNow() + TimeSpan.FromSeconds(10),
                    Report = System.Text.Json.JsonSerializer.Serialize(AReport()),
                }
            );
            await db.SaveChangesAsync(Cancel);
        }

        _time.Advance(TimeSpan.FromSeconds(10));

        await Measured("#eventdriven.orders.active(ReservingStock)", 2);
        await Measured("#eventdriven.orders.stuck(ReservingStock)", 0);
        await Measured("#eventdriven.messages.waiting(Inventory, outbox)", 17);
        await Measured("#eventdriven.messages.oldest(Inventory, outbox)", 7200);
        await Measured("#eventdriven.messages.set_aside(Inventory, outbox)", 23);
        await Measured("#eventdriven.messages.failed(payments_error)", 1);
        await Measured("#eventdriven.messages.failed(orders_error)", 0);

        _time.Advance(TimeSpan.FromHours(1));
        await Measured("#eventdriven.orders.stuck(ReservingStock)", 2);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (app, measured) in _replicas)
        {
            measured.Dispose();
            await app.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
        }

        SqliteConnection.ClearAllPools();
        await _folder.DisposeAsync();
    }

    private Task Measured(string name, double value) =>
        Eventually.Holds(
            () => Values(name) is [var only] && only == value,
            $"{name} is {value}",
            () => $"{string.Join(", ", Values(name))}\n{_log.Troubles()}"
        );

    private List<double> Values(string name)
    {
        foreach (var (_, measured) in _replicas)
            measured.ReadGauges();
        return [.. _replicas.Select(replica => replica.Measured[name]).OfType<double>()];
    }

    private async Task Start()
    {
        var app = AllInOneProcess.Build(
            new Dictionary<string, string?>
            {
                ["Transport"] = nameof(TransportKind.InMemory),
                ["Database"] = nameof(DatabaseKind.Sqlite),
                ["DataDirectory"] = _folder.FullPath,
                ["ReplicaReports:Interval"] = "01:00:00",
            },
            [new OperationsService()],
            _log,
            services =>
            {
                services.AddSingleton<TimeProvider>(_time);
                // The test writes the reports itself.
                services.Remove(services.Single(service => service.ImplementationType == typeof(ReplicaReporter)));
            }
        );
        // Listen before the start: the service does not measure gauges that have no listener.
        _replicas.Add((app, new Measurements(app.Services)));
        await app.StartAsync(Cancel);
    }

    private static FailedMessage AFailure() =>
        new()
        {
            Id = Guid.NewGuid(),
            Queue = "payments",
            RestedIn = "payments_error",
            MessageType = "urn:message:payments.void-payment",
            ExceptionType = "System.InvalidOperationException",
            ContentType = "application/vnd.masstransit+json",
            Status = FailedMessageStatus.Waiting,
            Body = [],
            Headers = "{}",
            PutBacks = 0,
            FailedAt = DateTimeOffset.UtcNow,
            TakenInAt = DateTimeOffset.UtcNow,
        };

    private static ReplicaReported AReport() =>
        new()
        {
            Replica = Guid.NewGuid(),
            Host = "machine-1",
            Services = ["inventory"],
            StartedAt = DateTimeOffset.UtcNow,
            Status = "Healthy",
            Checks = [],
            Backlogs =
            [
                new()
                {
                    Database = "Inventory",
                    Kind = "outbox",
                    Waiting = 17,
                    OldestSeconds = 7200,
                    SetAside = 23,
                },
            ],
            At = DateTimeOffset.UtcNow,
        };
}
