using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EventDriven.Contracts.Orders;
using EventDriven.EntryApi;
using EventDriven.EntryApi.Changes;
using EventDriven.ServiceDefaults;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventDriven.Services.Tests.EntryApi;

/// <summary>
/// The entry API as it runs, on a free port, with what it talks to played by <see cref="OtherServices"/>.
/// </summary>
internal sealed class EntryApiHost : IAsyncDisposable
{
    /// <summary>Whose tokens it accepts, unless its settings say another.</summary>
    public static readonly TokenIssuer Issuer = new();

    private readonly WebApplication _app;
    private readonly List<IAsyncDisposable> _belongings;
    private readonly List<HttpClient> _clients = [];

    private EntryApiHost(WebApplication app, OtherServices others, List<IAsyncDisposable> belongings)
    {
        (_app, Others, _belongings) = (app, others, belongings);
        Client = As(Issuer.ForOperator());
    }

    /// <summary>A client that may do everything: an operator's.</summary>
    public HttpClient Client { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address => Addresses[0];

    /// <summary>All of where it listens, in the order of the names of its endpoints.</summary>
    public IReadOnlyList<Uri> Addresses => [.. _app.Urls.Select(url => new Uri(url))];

    public OtherServices Others { get; }

    /// <summary>In memory and on SQLite: enough for whatever does not depend on the database.</summary>
    public static Task<EntryApiHost> StartAsync(bool withInventory = true) =>
        StartAsync(TimeProvider.System, withInventory);

    /// <inheritdoc cref="StartAsync(bool)" />
    /// <param name="time">The clock of the test.</param>
    /// <param name="withInventory">Whether Inventory answers.</param>
    public static Task<EntryApiHost> StartAsync(TimeProvider time, bool withInventory = true)
    {
        var folder = new TemporaryFolder();
        return StartAsync(
            time,
            new() { ["Database"] = "Sqlite", ["DataDirectory"] = folder.FullPath },
            withInventory,
            folder
        );
    }

    /// <summary>On the database that is named.</summary>
    public static async Task<EntryApiHost> StartAsync(string database, Servers servers)
    {
        if (database == "Sqlite")
            return await StartAsync();
        var postgres = await servers.CreateDatabaseAsync("entry_api", TestContext.Current.CancellationToken);
        return await StartAsync(
            new() { ["ConnectionStrings:EntryApi"] = postgres.ConnectionString },
            withInventory: true,
            postgres
        );
    }

    public static Task<EntryApiHost> StartAsync(
        Dictionary<string, string?> settings,
        bool withInventory = true,
        params IAsyncDisposable[] belongings
    ) => StartAsync(TimeProvider.System, settings, withInventory, belongings);

    /// <summary>By a clock of the test's own. Tokens are checked by the machine's all the same.</summary>
    public static async Task<EntryApiHost> StartAsync(
        TimeProvider time,
        Dictionary<string, string?> settings,
        bool withInventory = true,
        params IAsyncDisposable[] belongings
    )
    {
        settings.TryAdd("Transport", "InMemory");
        settings.TryAdd("Serilog:MinimumLevel:Default", "Error");
        foreach (var limit in new[] { "PerSecond", "Burst", "AnonymousPerSecond", "AnonymousBurst" })
            settings.TryAdd($"RateLimit:{limit}", "100000");
        if (!settings.Keys.Any(setting => setting.StartsWith("Authentication:", StringComparison.Ordinal)))
        {
            foreach (var (name, value) in Issuer.Settings)
                settings[name] = value;
        }

        // The test's own environment has no say: what is meant for production is tested as it is there.
        settings.TryAdd(HostDefaults.EnvironmentKey, Environments.Production);
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { EnvironmentName = settings[HostDefaults.EnvironmentKey] }
        );
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(time);
        var others = new OtherServices(withInventory);
        builder.AddServiceDefaults(new EntryApiService(), others);
        var app = builder.Build();
        app.MapServiceDefaults();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new EntryApiHost(app, others, [.. belongings]);
    }

    /// <summary>A client that shows a token, or none.</summary>
    public HttpClient As(string? token)
    {
        var client = new HttpClient(new CallerHandler(token)) { BaseAddress = Address };
        _clients.Add(client);
        return client;
    }

    /// <summary>A customer's client.</summary>
    public HttpClient AsCustomer(string customerId) => As(Issuer.ForCustomer(customerId));

    /// <summary>POST of a JSON document, under a key of its own unless one is given.</summary>
    public Task<HttpResponseMessage> Post(string path, JsonNode body, string? key = null, string? prefer = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        if (prefer is not null)
            request.Headers.Add("Prefer", prefer);
        return Client.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>GET with the headers that are given.</summary>
    public Task<HttpResponseMessage> Get(string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return Client.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>Places a good order and waits until its command has reached the saga's queue.</summary>
    public async Task<Guid> PlaceOrder()
    {
        using var response = await Post("/orders", AnOrder.Valid());
        var orderId = (await response.Problemless()).Guid("orderId");
        await Eventually.Holds(() => Others.Received<SubmitOrder>().Any(submitted => submitted.OrderId == orderId));
        return orderId;
    }

    /// <summary>The one order of the customer whose command has reached the saga's queue, as soon as it has.</summary>
    public async Task<Guid> SubmittedOrder(string customer)
    {
        await Eventually.Holds(() => Submitted().Any());
        return Submitted().Single().OrderId;

        IEnumerable<SubmitOrder> Submitted() =>
            Others.Received<SubmitOrder>().Where(submitted => submitted.CustomerId == customer);
    }

    /// <summary>Compares orders with the saga as the process does, with a log of the test's own.</summary>
    public OrderReconciliation Reconciliation(TimeSpan after, ILoggerProvider log)
    {
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log));
        return ActivatorUtilities.CreateInstance<OrderReconciliation>(
            _app.Services,
            Options.Create(new ReconciliationOptions { After = after }),
            loggers.CreateLogger<OrderReconciliation>()
        );
    }

    /// <summary>Keeps orders from being written until what is returned is disposed of.</summary>
    public Task<IAsyncDisposable> LockOrders() => Lock($"LOCK TABLE \"Orders\" IN EXCLUSIVE MODE");

    /// <summary>Keeps one order, and what refers to it, from being written.</summary>
    public Task<IAsyncDisposable> LockOrder(Guid orderId) =>
        Lock($"SELECT 1 FROM \"Orders\" WHERE \"Id\" = {orderId} FOR UPDATE");

    private async Task<IAsyncDisposable> Lock(FormattableString sql)
    {
        var scope = _app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EntryApiDbContext>();
        await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await db.Database.ExecuteSqlAsync(sql, TestContext.Current.CancellationToken);
        return scope;
    }

    /// <summary>Stops the process as an operator would.</summary>
    public Task Stop() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async Task<JsonNode> GetOrder(Guid orderId)
    {
        using var response = await Client.GetAsync($"/orders/{orderId}", TestContext.Current.CancellationToken);
        return await response.Problemless();
    }

    /// <summary>Says something as the saga would, and waits until it is kept.</summary>
    public async Task Tell(Guid orderId, int sequence, string state, string? reason = null)
    {
        await Publish(Said(orderId, sequence, state, reason));
        await Told(orderId, sequence);
    }

    /// <summary>Waits until what the saga said is kept.</summary>
    public Task Told(Guid orderId, int sequence) =>
        Eventually.Holds(() =>
            Query(db => db.TimelineEntries.AnyAsync(entry => entry.OrderId == orderId && entry.Sequence == sequence))
        );

    public static OrderStatusChanged Said(Guid orderId, int sequence, string state, string? reason = null) =>
        new()
        {
            OrderId = orderId,
            Sequence = sequence,
            State = state,
            Cause = $"Cause {sequence}.",
            Reason = reason,
            Total = sequence == 1 ? null : new() { Amount = 59.8m, Currency = "EUR" },
            At = new DateTimeOffset(2026, 1, 1, 12, 0, sequence, TimeSpan.Zero),
        };

    public Task Publish<T>(T message, Guid? messageId = null)
        where T : class =>
        _app
            .Services.GetRequiredService<IBus>()
            .Publish(
                message,
                context => context.MessageId = messageId ?? context.MessageId,
                TestContext.Current.CancellationToken
            );

    public async Task<T> Query<T>(Func<EntryApiDbContext, Task<T>> query)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<EntryApiDbContext>());
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await _app.DisposeAsync();
        foreach (var belonging in _belongings)
            await belonging.DisposeAsync();
    }
}
