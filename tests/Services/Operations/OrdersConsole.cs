using System.Net;
using System.Text.Json;
using EventDriven.Contracts.Operations;
using EventDriven.Contracts.Orders;
using EventDriven.Operations;
using EventDriven.Operations.Domain;
using EventDriven.Operations.Orders;
using EventDriven.Orchestrator;
using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

/// <summary>
/// The console as it runs, on a free port, with an operator signed in, and the services beside it that a test needs.
/// </summary>
internal sealed class OrdersConsole : IAsyncDisposable
{
    private static readonly TokenIssuer Issuer = new();

    private readonly WebApplication _app;
    private readonly IAsyncDisposable[] _belongings;

    private OrdersConsole(WebApplication app, IAsyncDisposable[] belongings)
    {
        (_app, _belongings) = (app, belongings);
        Stranger = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
        Operator = new HttpClient(
            new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }
        )
        {
            BaseAddress = Address,
        };
    }

    /// <summary>A browser in which the operator is signed in.</summary>
    public HttpClient Operator { get; }

    /// <summary>A browser in which nobody is.</summary>
    public HttpClient Stranger { get; }

    private Uri Address => new(_app.Urls.First());

    /// <summary>In memory and on SQLite: enough for whatever does not depend on broker and database.</summary>
    public static Task<OrdersConsole> StartAsync(params IServiceModule[] others) => StartWithAsync([], others);

    /// <summary>The same, with settings of the test's: with those of a broker it does not wait for it.</summary>
    public static Task<OrdersConsole> StartWithAsync(
        Dictionary<string, string?> settings,
        params IServiceModule[] others
    )
    {
        var folder = new TemporaryFolder();
        settings["Database"] = "Sqlite";
        settings["DataDirectory"] = folder.FullPath;
        return StartAsync(settings, [folder], others, waitsForBus: !settings.ContainsKey("Transport"));
    }

    /// <summary>The same, before any description of the workflow has arrived.</summary>
    public static Task<OrdersConsole> StartWithoutDescriptionAsync()
    {
        var folder = new TemporaryFolder();
        return StartAsync(
            new() { ["Database"] = "Sqlite", ["DataDirectory"] = folder.FullPath },
            [folder],
            [],
            isDescribed: false
        );
    }

    /// <summary>On the database that is named.</summary>
    public static async Task<OrdersConsole> StartAsync(string database, Servers servers, params IServiceModule[] others)
    {
        if (database == "Sqlite")
            return await StartAsync(others);
        var postgres = await servers.CreateDatabaseAsync("operations", TestContext.Current.CancellationToken);
        var orders = await servers.CreateDatabaseAsync("orders", TestContext.Current.CancellationToken);
        return await StartAsync(
            new()
            {
                ["ConnectionStrings:Operations"] = postgres.ConnectionString,
                ["ConnectionStrings:Orders"] = orders.ConnectionString,
            },
            [postgres, orders],
            others
        );
    }

    /// <summary>On RabbitMQ and PostgreSQL.</summary>
    public static async Task<OrdersConsole> StartDistributedAsync(Servers servers, params IServiceModule[] others)
    {
        var postgres = await servers.CreateDatabaseAsync("operations", TestContext.Current.CancellationToken);
        var broker = await servers.CreateVirtualHostAsync("operations", TestContext.Current.CancellationToken);
        return await StartAsync(
            new()
            {
                ["Transport"] = "RabbitMq",
                ["ConnectionStrings:RabbitMq"] = broker.Uri.AbsoluteUri,
                ["ConnectionStrings:Operations"] = postgres.ConnectionString,
            },
            [broker, postgres],
            others
        );
    }

    private static async Task<OrdersConsole> StartAsync(
        Dictionary<string, string?> settings,
        IAsyncDisposable[] belongings,
        IServiceModule[] others,
        bool waitsForBus = true,
        bool isDescribed = true
    )
    {
        settings.TryAdd("Transport", "InMemory");
        settings.TryAdd("Serilog:MinimumLevel:Default", "Fatal");
        foreach (var (name, value) in Issuer.Settings)
            settings[name] = value;
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults([new OperationsService(), .. others]);
        var app = builder.Build();
        app.MapServiceDefaults();
        await app.StartAsync(TestContext.Current.CancellationToken);
        if (waitsForBus)
            await app.Services.UntilBusIsUp();
        var console = new OrdersConsole(app, belongings);
        await console.SignIn();
        // The Orchestrator publishes it itself.
        if (isDescribed && !others.OfType<OrchestratorService>().Any())
            await console.Query(db =>
            {
                db.Workflows.Add(new Workflow { Version = 1, Description = JsonSerializer.Serialize(Told.Workflow) });
                return db.SaveChangesAsync(TestContext.Current.CancellationToken);
            });
        return console;
    }

    /// <summary>A page, as the operator sees it.</summary>
    public async Task<ConsolePage> Get(string path)
    {
        using var response = await Operator.GetAsync(path, TestContext.Current.CancellationToken);
        return await ConsolePage.Of(response);
    }

    /// <summary>Posts a form of a page, with the page's token and the fields that are given.</summary>
    public async Task<ConsolePage> Post(ConsolePage page, string path, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent([
            KeyValuePair.Create("__RequestVerificationToken", page.FormToken),
            .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)),
        ]);
        using var response = await Operator.PostAsync(path, content, TestContext.Current.CancellationToken);
        return await ConsolePage.Of(response);
    }

    /// <summary>Hears of orders as from the order saga.</summary>
    public async Task Hears(params IEnumerable<OrderStatusChanged> entries)
    {
        var projection = _app.Services.GetRequiredService<OrderProjection>();
        foreach (var entry in entries)
            await projection.AddAsync(entry, TestContext.Current.CancellationToken);
    }

    /// <summary>Compares the read model with the saga as the process does, at once.</summary>
    public async Task Reconcile()
    {
        using var reconciliation = ActivatorUtilities.CreateInstance<ConsoleReconciliation>(
            _app.Services,
            Options.Create(new ReconciliationOptions { After = TimeSpan.Zero })
        );
        await reconciliation.LookAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>An order's history, as the Orchestrator answers.</summary>
    public async Task<OrderHistory?> History(Guid orderId)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return await scope
            .ServiceProvider.GetRequiredService<OrderHistories>()
            .AskAsync(new GetOrderHistory { OrderId = orderId }, TestContext.Current.CancellationToken);
    }

    /// <summary>The read model of another replica of the service, on the same database.</summary>
    public OrderProjection AnotherReplica() =>
        new(
            _app.Services.GetRequiredService<IServiceScopeFactory>(),
            _app.Services.GetRequiredService<StuckLimits>(),
            TimeProvider.System
        );

    /// <summary>Has the report of a process, which is never silent.</summary>
    public Task Has(ReplicaReported report) =>
        Query(db =>
        {
            db.Replicas.Add(
                new Replica
                {
                    Id = report.Replica,
                    SeenAt = DateTimeOffset.UtcNow.AddHours(1),
                    Report = JsonSerializer.Serialize(report),
                }
            );
            return db.SaveChangesAsync(TestContext.Current.CancellationToken);
        });

    public Task Publish<T>(T message)
        where T : class =>
        _app.Services.GetRequiredService<IBus>().Publish(message, TestContext.Current.CancellationToken);

    public Task<T> Query<T>(Func<OperationsDbContext, Task<T>> query) => In(query);

    /// <summary>Does something with a database of the process.</summary>
    public async Task<T> In<TDbContext, T>(Func<TDbContext, Task<T>> work)
        where TDbContext : DbContext
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<TDbContext>());
    }

    public Task<TrackedOrder> Order(Guid orderId) =>
        Query(db => db.TrackedOrders.AsNoTracking().SingleAsync(order => order.OrderId == orderId));

    public Task<List<OperatorAction>> Actions(Guid orderId) =>
        Query(db => db.OperatorActions.AsNoTracking().Where(action => action.OrderId == orderId).ToListAsync());

    public async ValueTask DisposeAsync()
    {
        Operator.Dispose();
        Stranger.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        foreach (var belonging in _belongings)
            await belonging.DisposeAsync();
    }

    private async Task SignIn()
    {
        var signIn = await Get("/console/signin");
        await Post(signIn, "/console/signin?handler=Token", ("AccessToken", Issuer.ForOperator()));
    }
}
