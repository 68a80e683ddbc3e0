using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using EventDriven.Notifications;
using EventDriven.Notifications.Domain;
using EventDriven.ServiceDefaults;
using EventDriven.Steps;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace EventDriven.Services.Tests.Notifications;

/// <summary>
/// Notifications as it runs, on the in-memory transport, with a database and a folder of the test's own.
/// </summary>
internal sealed class NotificationsHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;
    private readonly TestDatabase? _postgres;

    private NotificationsHost(WebApplication app, DirectoryInfo folder, TestDatabase? postgres) =>
        (_app, _folder, _postgres) = (app, folder, postgres);

    public static async Task<NotificationsHost> Start(
        Servers servers,
        DatabaseKind database,
        params (string Key, string Value)[] settings
    )
    {
        var folder = Directory.CreateTempSubdirectory("notifications-");
        var postgres =
            database == DatabaseKind.Postgres
                ? await servers.CreateDatabaseAsync("notifications", TestContext.Current.CancellationToken)
                : null;

        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Transport"] = nameof(TransportKind.InMemory),
                ["Database"] = database.ToString(),
                ["ConnectionStrings:Notifications"] = postgres?.ConnectionString,
                ["DataDirectory"] = folder.FullName,
                ["Serilog:MinimumLevel:Default"] = "Fatal",
            }
        );
        builder.Configuration.AddInMemoryCollection(
            settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)
        );
        builder.WebHost.UseTestServer();
        builder.AddServiceDefaults(new NotificationsService());

        var host = new NotificationsHost(builder.Build(), folder, postgres);
        await host._app.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>The mail that was written to the folder, and whatever else lies there.</summary>
    public IReadOnlyList<string> Files =>
        Directory.Exists(MailFolder)
            ? [.. Directory.EnumerateFiles(MailFolder).Select(path => Path.GetFileName(path))]
            : [];

    public async Task<MimeMessage> MailAbout(Guid orderId) =>
        await MimeMessage.LoadAsync(PathOfMail(orderId), TestContext.Current.CancellationToken);

    public string PathOfMail(Guid orderId) => Path.Combine(MailFolder, $"{orderId}.eml");

    /// <summary>Publishes the end of an order.</summary>
    public Task Publish<T>(T message, Guid messageId)
        where T : class =>
        _app
            .Services.GetRequiredService<IBus>()
            .Publish(message, context => context.MessageId = messageId, TestContext.Current.CancellationToken);

    /// <summary>Publishes the end of an order and waits until the customer is told or given up.</summary>
    public async Task<StepRecord> Tell<T>(T message, Guid orderId, Guid messageId)
        where T : class
    {
        await Publish(message, messageId);
        return await Done(orderId);
    }

    /// <summary>The order's step, once it has an outcome.</summary>
    public async Task<StepRecord> Done(Guid orderId)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        soon.CancelAfter(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            await using var scope = _app.Services.CreateAsyncScope();
            var database = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
            if (
                await database.Steps.AsNoTracking().SingleOrDefaultAsync(step => step.OrderId == orderId, soon.Token) is
                { Outcome: not null } done
            )
                return done;
            await timer.WaitForNextTickAsync(soon.Token);
        }
    }

    /// <summary>Leaves what a copy of the message leaves that is killed while it sends.</summary>
    public async Task BeKilledWhileSending(OrderEmail email, TimeSpan lease)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var (database, now) = (
            scope.ServiceProvider.GetRequiredService<NotificationsDbContext>(),
            DateTimeOffset.UtcNow
        );
        database.Steps.Add(
            new StepRecord
            {
                OrderId = email.OrderId,
                Step = OrderNotifier.Step,
                Request = $"\"{email.Ending}\"",
                RequestedAt = now,
                LeasedUntil = now + lease,
            }
        );
        await database.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Does what a consumer does with a message, and ends when it is done.</summary>
    public Task Deliver(OrderEmail email) =>
        _app.Services.GetRequiredService<OrderNotifier>().Deliver(email, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        else
            SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private string MailFolder => Path.Combine(_folder.FullName, "mail");
}
