using EventDriven.ServiceDefaults.Telemetry;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// Compares a read model with the saga: one replica at a time looks for orders whose events stay away, because a
/// message failed, was discarded or was lost, or because the saga lost the order.
/// </summary>
public abstract class Reconciliation<TDbContext>(
    IServiceScopeFactory scopes,
    TimeProvider time,
    IOptions<ReconciliationOptions> options,
    ILogger logger
) : BackgroundService
    where TDbContext : DbContext
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    // Of one look, so that many quiet orders do not delay the others.
    private const int MostAsked = 200;

    private readonly Guid _self = Guid.NewGuid();

    // When a quiet order is to be compared again.
    private Dictionary<Guid, DateTimeOffset> _next = [];

    /// <summary>For the derived class, which works on an order in a scope of its own.</summary>
    protected IServiceScopeFactory Scopes => scopes;

    /// <summary>By the database's clock.</summary>
    protected TimeProvider Time => time;

    /// <summary>An order with later news may only be on its way.</summary>
    protected TimeSpan After => options.Value.After;

    /// <summary>The saga's side.</summary>
    protected OrderHistories Histories(IServiceProvider scoped) => scoped.GetRequiredService<OrderHistories>();

    /// <summary>Open orders, and when each had its latest news.</summary>
    protected abstract Task<IReadOnlyList<QuietOrder>> FindQuietAsync(
        TDbContext db,
        DateTimeOffset before,
        CancellationToken cancellationToken
    );

    /// <summary>Compares one order with the saga, and repairs what differs.</summary>
    protected abstract Task ReconcileAsync(Guid orderId, CancellationToken cancellationToken);

    /// <summary>Further work of the replica that holds the lease.</summary>
    protected virtual Task LookFurtherAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await LookIfLeadingAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        IReadOnlyList<QuietOrder> quiet;
        await using (var scope = scopes.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
            quiet = await FindQuietAsync(db, now - options.Value.After, cancellationToken);
        }

        // Of the others there was news, or they have ended.
        _next = quiet.ToDictionary(order => order.OrderId, order => _next.GetValueOrDefault(order.OrderId));
        foreach (var order in quiet.Where(order => _next[order.OrderId] <= now).Take(MostAsked))
        {
            var pause = now - order.Since;
            _next[order.OrderId] = now + (pause < LongestPause ? pause : LongestPause);
            try
            {
                await ReconcileAsync(order.OrderId, cancellationToken);
            }
            catch (Exception exception) when (IsOfOneOrder(exception) && !cancellationToken.IsCancellationRequested)
            {
                logger.LogWarning(
                    exception,
                    "Order {OrderId} could not be compared with the saga, and is again later: {Reason}",
                    order.OrderId,
                    exception.GetBaseException().Message
                );
            }
        }

        await LookFurtherAsync(cancellationToken);
    }

    // False if a server or the orchestrator does not answer: then the other orders wait for the next look too.
    private static bool IsOfOneOrder(Exception exception) =>
        exception is not (TimeoutException or RequestTimeoutException) && !TransientErrors.IsConnection(exception);

    private async Task LookIfLeadingAsync(CancellationToken stoppingToken)
    {
        try
        {
            bool isLeading;
            await using (var scope = scopes.CreateAsyncScope())
            {
                var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
                isLeading = await db.TryLeaseAsync(
                    "reconciliation",
                    _self,
                    time.GetUtcNow(),
                    2 * options.Value.Interval,
                    stoppingToken
                );
            }

            if (isLeading)
                await LookAsync(stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            logger.LogInformation(
                "Orders without news cannot be compared with the saga at the moment, and are again in {Interval}: "
                    + "{Reason}",
                options.Value.Interval,
                exception.GetBaseException().Message
            );
        }
    }
}

/// <summary>An open order without news.</summary>
/// <param name="Since">Of its latest news (UTC).</param>
public sealed record QuietOrder(Guid OrderId, DateTimeOffset Since);

/// <summary>Adds reconciliation to a service.</summary>
public static class ReconciliationExtensions
{
    /// <summary>Compares the service's read model with the saga.</summary>
    public static void AddReconciliation<T>(this IServiceCollection services, IConfiguration configuration)
        where T : class, IHostedService
    {
        services.AddOptions<ReconciliationOptions>().Bind(configuration.GetSection("Reconciliation"));
        services.AddScoped<OrderHistories>();
        services.AddSingleton<T>();
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }

    /// <summary>Lets the service ask the orchestrator.</summary>
    public static void AddReconciliation(this IBusRegistrationConfigurator bus) => OrderHistories.AddClients(bus);
}
