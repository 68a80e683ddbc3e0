using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Shipping;
using EventDriven.Orchestrator;
using EventDriven.Sagas.Tests.Support;
using EventDriven.ServiceDefaults;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

/// <summary>
/// The orchestrator as it is hosted, on SQLite: what the stories see in memory is what the database keeps.
/// </summary>
public sealed class When_orders_are_kept_in_a_database(Servers servers) : IAsyncLifetime
{
    private static readonly Type[] WayToDispatch = [.. Scenario.MessagesTo(OrderStates.Dispatching)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly string _folder = Directory.CreateTempSubdirectory("orders-").FullName;
    private readonly Guid _orderId = Guid.NewGuid();
    private Traffic _traffic = null!;
    private WebApplication _app = null!;
    private TestDatabase? _postgres;

    public async ValueTask InitializeAsync() => await Start();

    public async ValueTask DisposeAsync()
    {
        await Stop();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Keeps_each_order_with_its_whole_history()
    {
        await Hears(WayToDispatch);
        await Hears(typeof(ShipmentDispatched));

        var order = await Query(db => db.Orders.SingleAsync(Cancel));
        (order.CorrelationId, order.CurrentState, order.Sequence).ShouldBe(
            (_orderId, "Completed", Scenario.Stages.Count + 1)
        );
        (order.Total, order.ShipTo).ShouldBe((Samples.Total, Samples.ShipTo));
        order.Lines.ShouldBe(Samples.Lines);
        var history = await Query(db => db.OrderHistory.OrderBy(entry => entry.Sequence).ToListAsync(Cancel));
        history
            .Select(entry => (entry.Sequence, entry.To))
            .ShouldBe([
                .. Scenario.Stages.Select((stage, index) => (index + 1, stage.State)),
                (Scenario.Stages.Count + 1, OrderStates.Completed),
            ]);
    }

    [Fact]
    public async Task Carries_on_after_a_restart()
    {
        await Hears(WayToDispatch);
        await Stop();
        await Start();

        await Hears(typeof(ShipmentDispatched));

        (await Query(db => db.Orders.SingleAsync(Cancel))).CurrentState.ShouldBe("Completed");
    }

    [Fact]
    public async Task Holds_one_deadline_for_the_present_wait()
    {
        await Hears(WayToDispatch);

        var order = await Query(db => db.Orders.SingleAsync(Cancel));
        var scheduled = await Query(db =>
            db.Database.SqlQuery<Guid>($"SELECT TokenId AS Value FROM ScheduledMessage").ToListAsync(Cancel)
        );
        scheduled.ShouldBe([order.DeadlineTokenId!.Value]);
    }

    [Fact]
    public async Task Holds_no_deadline_once_the_order_has_ended()
    {
        await Hears(WayToDispatch);
        await Hears(typeof(ShipmentDispatched));

        (
            await Query(db =>
                db.Database.SqlQuery<int>($"SELECT COUNT(*) AS Value FROM ScheduledMessage").SingleAsync(Cancel)
            )
        ).ShouldBe(0);
    }

    [Fact]
    public async Task Refuses_to_start_with_settings_under_which_no_order_could_end()
    {
        var app = Build(("Saga:MaxAttempts", "0"), ("DataDirectory", Path.Combine(_folder, "refused")));

        (await Should.ThrowAsync<OptionsValidationException>(() => app.StartAsync())).Message.ShouldContain(
            "Saga:MaxAttempts must be at least 1"
        );
        await app.DisposeAsync();
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Counts_a_message_that_is_delivered_twice_once(DatabaseKind database)
    {
        if (database is DatabaseKind.Postgres)
            await MoveToPostgres();
        using var measured = new Measurements(_app.Services);
        var messageId = Guid.NewGuid();
        await Hears(typeof(SubmitOrder));
        await Hears(typeof(AskAgain), messageId);
        ObserveTraffic();
        await Hears(typeof(AskAgain), messageId);

        measured["eventdriven.steps.attempts(ReserveStock)"].ShouldBe(2);
    }

    [Fact]
    public async Task Refuses_a_change_of_an_order_that_another_replica_has_changed()
    {
        await Hears(typeof(SubmitOrder));
        await using var scope = _app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<OrdersDbContext>();
        var stale = await db.Orders.SingleAsync(Cancel);
        await Hears(typeof(CancelOrder));

        stale.Sequence++;

        await Should.ThrowAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync(Cancel));
    }

    private async Task MoveToPostgres()
    {
        _postgres = await servers.CreateDatabaseAsync("orders", Cancel);
        await Stop();
        await Start(("Database", "Postgres"), ("ConnectionStrings:Orders", _postgres.ConnectionString));
    }

    private async Task Start(params (string Key, string Value)[] settings)
    {
        _app = Build([("DataDirectory", _folder), .. settings]);
        ObserveTraffic();
        await _app.StartAsync(Cancel);
    }

    private void ObserveTraffic()
    {
        _traffic = new Traffic();
        _app.Services.GetRequiredService<IBus>().ConnectReceiveObserver(_traffic);
    }

    private async Task Stop()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static WebApplication Build(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection([
            new("Transport", "InMemory"),
            new("Database", "Sqlite"),
            new("Serilog:MinimumLevel:Default", "Fatal"),
        ]);
        builder.Configuration.AddInMemoryCollection([
            .. settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)),
        ]);
        builder.AddServiceDefaults(new OrchestratorService());
        return builder.Build();
    }

    private async Task Hears(params Type[] messages)
    {
        foreach (var type in messages)
            await Hears(type, Guid.NewGuid());
    }

    private async Task Hears(Type type, Guid messageId)
    {
        var endpoint = await _app.Services.GetRequiredService<IBus>().GetSendEndpoint(Queues.Address(Queues.Orders));
        var consumed = _traffic.Consumed(messageId);
        await endpoint.Send(Samples.Of(type, _orderId), type, context => context.MessageId = messageId, Cancel);
        (await consumed.WaitAsync(TimeSpan.FromSeconds(30), Cancel)).ShouldBeNull($"{type.Name} is taken");
    }

    private async Task<T> Query<T>(Func<OrdersDbContext, Task<T>> query)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<OrdersDbContext>());
    }
}
