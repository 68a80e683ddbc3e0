using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EventDriven.Contracts;
using EventDriven.Operations;
using EventDriven.Operations.Domain;
using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

/// <summary>
/// The console as it runs, beside <see cref="Clumsy" />: distributed, on RabbitMQ and PostgreSQL, or embedded, in
/// memory and on SQLite.
/// </summary>
internal sealed class FailedMessagesHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Uri? _broker;
    private readonly List<IAsyncDisposable> _belongings;

    private FailedMessagesHost(WebApplication app, Clumsy shipping, Uri? broker, List<IAsyncDisposable> belongings)
    {
        (_app, Shipping, _broker, _belongings) = (app, shipping, broker, belongings);
        Console = new ConsoleClient(new Uri(app.Urls.First()));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Clumsy Shipping { get; }

    /// <summary>The console's pages, for an operator who has signed in.</summary>
    public ConsoleClient Console { get; }

    public IBus Bus => _app.Services.GetRequiredService<IBus>();

    /// <summary>Starts it.</summary>
    /// <param name="servers">Where it runs distributed; null runs it embedded.</param>
    /// <param name="interceptor">Sees what is done to the database.</param>
    /// <param name="withProxies">Whether there is a proxy before the broker, and before the database.</param>
    /// <param name="redelivers">Whether what fails comes back a little later before it is given up.</param>
    /// <param name="beside">Another service in the process.</param>
    public static async Task<FailedMessagesHost> Start(
        Servers? servers,
        IInterceptor? interceptor = null,
        bool withProxies = false,
        bool redelivers = false,
        IServiceModule? beside = null
    )
    {
        List<IAsyncDisposable> belongings = [];
        var settings = new Dictionary<string, string?> { ["Serilog:MinimumLevel:Default"] = "Fatal" };
        Uri? brokerUri = null;
        TcpProxy? broker = null;
        TcpProxy? database = null;
        if (servers is null)
        {
            var folder = new TemporaryFolder();
            belongings.Add(folder);
            (settings["Transport"], settings["Database"], settings["DataDirectory"]) = (
                "InMemory",
                "Sqlite",
                folder.FullPath
            );
        }
        else
        {
            var virtualHost = await servers.CreateVirtualHostAsync("failed", Cancel);
            var postgres = await servers.CreateDatabaseAsync("operations", Cancel);
            belongings.AddRange([virtualHost, postgres]);
            brokerUri = virtualHost.Uri;
            settings["ConnectionStrings:RabbitMq"] = virtualHost.Uri.AbsoluteUri;
            settings["ConnectionStrings:Operations"] = postgres.ConnectionString;
            if (withProxies)
            {
                broker = new TcpProxy(virtualHost.Uri.Host, virtualHost.Uri.Port);
                var address = new Npgsql.NpgsqlConnectionStringBuilder(postgres.ConnectionString);
                database = new TcpProxy(address.Host!, address.Port);
                broker.Open();
                database.Open();
                (address.Host, address.Port) = ("127.0.0.1", database.Port);
                settings["ConnectionStrings:RabbitMq"] = new UriBuilder(virtualHost.Uri)
                {
                    Host = "127.0.0.1",
                    Port = broker.Port,
                }
                    .Uri
                    .AbsoluteUri;
                settings["ConnectionStrings:Operations"] = address.ConnectionString;
                belongings.AddRange([broker, database]);
            }
        }

        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration.AddInMemoryCollection(EntryApiHost.Issuer.Settings!);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var shipping = new Clumsy { Redelivers = redelivers };
        IServiceModule[] modules = [new OperationsService(), shipping];
        builder.AddServiceDefaults(beside is null ? modules : [.. modules, beside]);
        var log = new LogLines();
        log.ReplaceLogging(builder.Services);
        if (interceptor is not null)
            builder.Services.ConfigureDbContext<OperationsDbContext>(options => options.AddInterceptors(interceptor));
        var app = builder.Build();
        app.MapServiceDefaults();
        await app.StartAsync(Cancel);
        await app.Services.UntilBusIsUp(log);
        return new FailedMessagesHost(app, shipping, brokerUri, belongings)
        {
            Broker = broker,
            Database = database,
            Log = log,
        };
    }

    /// <summary>Where it runs distributed.</summary>
    public TestVirtualHost VirtualHost => _belongings.OfType<TestVirtualHost>().Single();

    /// <summary>What the service logs.</summary>
    public required LogLines Log { get; init; }

    /// <summary>Stands before the broker.</summary>
    public TcpProxy? Broker { get; private init; }

    /// <summary>Stands before the database.</summary>
    public TcpProxy? Database { get; private init; }

    /// <summary>Sends a command to Shipping's queue, under an id of its own.</summary>
    public async Task<Guid> Send<T>(T command)
        where T : class
    {
        var id = Guid.NewGuid();
        var endpoint = await Bus.GetSendEndpoint(Queues.Address(Queues.Shipping));
        await endpoint.Send(command, context => context.MessageId = id, Cancel);
        return id;
    }

    /// <summary>Sends the console what its pages would send it.</summary>
    public async Task Ask<T>(T command)
        where T : class
    {
        var endpoint = await Bus.GetSendEndpoint(Queues.Address(Queues.Operations));
        await endpoint.Send(command, Cancel);
    }

    /// <summary>A new order whose command has failed, as it was taken in.</summary>
    public async Task<FailedMessage> FailOnce()
    {
        var messageId = await Send(Clumsy.Command(Guid.NewGuid()));
        return (await TakenIn(messageId))[0];
    }

    /// <summary>All failures of a message, oldest first, as soon as there are that many.</summary>
    public async Task<IReadOnlyList<FailedMessage>> TakenIn(Guid messageId, int count = 1)
    {
        await Eventually.Holds(async () =>
            await Query(db => db.FailedMessages.CountAsync(message => message.MessageId == messageId, Cancel)) >= count
        );
        return await Query(db =>
            db.FailedMessages.AsNoTracking()
                .Where(message => message.MessageId == messageId)
                .OrderBy(message => message.TakenInAt)
                .ToListAsync(Cancel)
        );
    }

    /// <summary>
    /// All failures of a message, by the id that it was sent with, whatever it came to rest under, oldest first.
    /// </summary>
    public async Task<IReadOnlyList<FailedMessage>> FailuresOf(Guid originalId, int count = 1)
    {
        await Eventually.Holds(async () =>
            await Query(db => db.FailedMessages.CountAsync(message => message.OriginalMessageId == originalId, Cancel))
            >= count
        );
        return await Query(db =>
            db.FailedMessages.AsNoTracking()
                .Where(message => message.OriginalMessageId == originalId)
                .OrderBy(message => message.TakenInAt)
                .ToListAsync(Cancel)
        );
    }

    public async Task<T> Query<T>(Func<OperationsDbContext, Task<T>> query)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<OperationsDbContext>());
    }

    /// <summary>What an operator's action came to, as soon as it is done.</summary>
    public async Task<OperatorAction> Done(Guid actionId)
    {
        await Eventually.Holds(() => Query(db => db.OperatorActions.AnyAsync(action => action.Id == actionId, Cancel)));
        return await Query(db =>
            db.OperatorActions.AsNoTracking().SingleAsync(action => action.Id == actionId, Cancel)
        );
    }

    /// <summary>Does something on a channel to the broker itself.</summary>
    public async Task<T> OnChannel<T>(Func<IChannel, Task<T>> what)
    {
        await using var connection = await new ConnectionFactory { Uri = _broker! }.CreateConnectionAsync(Cancel);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true),
            Cancel
        );
        return await what(channel);
    }

    /// <summary>Puts what MassTransit would not have made where failed messages rest.</summary>
    public Task Rest(string queue, BasicProperties properties, byte[] body) =>
        OnChannel(async channel =>
        {
            await channel.BasicPublishAsync("", queue, mandatory: true, properties, body, Cancel);
            return true;
        });

    /// <summary>Keeps a command that waits, as if it had been taken in so.</summary>
    public async Task<FailedMessage> Keep(
        byte[] body,
        string contentType = "application/vnd.masstransit+json",
        string messageType = "urn:message:shipping.book-shipment",
        string headers = "{}"
    )
    {
        var failed = new FailedMessage
        {
            Id = Guid.NewGuid(),
            Queue = Queues.Shipping,
            RestedIn = RestingQueues.ErrorsOf(Queues.Shipping),
            MessageType = messageType,
            MessageId = Guid.NewGuid(),
            ExceptionType = "",
            Headers = headers,
            ContentType = contentType,
            Body = body,
            FailedAt = DateTimeOffset.UtcNow,
            TakenInAt = DateTimeOffset.UtcNow,
            PutBacks = 0,
            Status = FailedMessageStatus.Waiting,
        };
        await Query(async db =>
        {
            db.FailedMessages.Add(failed);
            return await db.SaveChangesAsync(Cancel);
        });
        return failed;
    }

    /// <summary>
    /// Waits until Shipping has handled so many, and then one more that comes after them: what came before that has
    /// been handled.
    /// </summary>
    public async Task HandledAre(int count)
    {
        await Eventually.Holds(() => Shipping.Handled.Count >= count);
        var last = await Send(Clumsy.Command(Guid.NewGuid()));
        await Eventually.Holds(() => Shipping.Handled.Any(handled => handled.MessageId == last));
        Shipping.Handled.Count.ShouldBe(count + 1);
    }

    /// <summary>
    /// Whether a queue has nothing waiting and nothing in hand, as the management API counts, which lags a few seconds
    /// behind.
    /// </summary>
    public async Task<bool> IsEmpty(string queue)
    {
        var broker = VirtualHost;
        var said = await broker.Management.GetFromJsonAsync<JsonNode>(
            new Uri($"api/queues/{broker.Name}/{queue}", UriKind.Relative),
            Cancel
        );
        return (int?)said!["messages"] == 0;
    }

    public async ValueTask DisposeAsync()
    {
        Console.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        foreach (var belonging in _belongings.AsEnumerable().Reverse())
            await belonging.DisposeAsync();
    }
}
