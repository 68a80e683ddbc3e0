using EventDriven.Contracts;
using EventDriven.Contracts.Payments;
using EventDriven.Payments;
using EventDriven.Payments.Provider;
using EventDriven.Services.Tests.RemoteSteps;
using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EventDriven.Services.Tests.Payments;

/// <summary>An order's payment, with Payments and the simulated provider on PostgreSQL.</summary>
public abstract class PaymentsTest(Servers servers) : IAsyncLifetime
{
    private readonly List<RemoteStepApp> _replicas = [];
    private RemoteStepApp? _payments;
    private Databases? _databases;

    private protected static Money Price { get; } = new() { Amount = 59.80m, Currency = "EUR" };

    private protected Guid OrderId { get; } = Guid.NewGuid();

    private protected ManualTime Time { get; } = new();

    private protected RemoteCalls Calls { get; } = new();

    private protected RemoteStepApp Payments =>
        _payments ?? throw new InvalidOperationException("The service is not started yet.");

    public async ValueTask InitializeAsync()
    {
        _databases = await CreateDatabasesAsync(servers);
        _payments = await StartReplicaAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
            await replica.DisposeAsync();
        if (_databases is not null)
            await _databases.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected virtual Task<Databases> CreateDatabasesAsync(Servers servers) =>
        Databases.OnPostgresAsync(servers, "Payments", "PaymentProvider");

    /// <summary>Starts a replica of Payments on the same databases; the first is there already.</summary>
    private protected async Task<RemoteStepApp> StartReplicaAsync()
    {
        var replica = await RemoteStepApp.StartAsync(
            new PaymentsService(),
            Queues.Payments,
            _databases!,
            Time,
            services =>
            {
                var provider = services.Single(s => s.ServiceType == typeof(IPaymentProvider));
                services.Remove(provider);
                services.AddScoped<IPaymentProvider>(scope => new ObservedProvider(
                    (IPaymentProvider)provider.ImplementationFactory!(scope),
                    scope.GetRequiredService<PaymentsDbContext>(),
                    Calls
                ));
            }
        );
        _replicas.Add(replica);
        return replica;
    }

    private protected AuthorisePayment Authorise(string token = TestTokens.Accepted) =>
        new()
        {
            OrderId = OrderId,
            Amount = Price,
            PaymentToken = token,
        };

    private protected CapturePayment Capture() => new() { OrderId = OrderId, Amount = Price };

    private protected VoidPayment Void() => new() { OrderId = OrderId };

    private protected RefundPayment Refund() => new() { OrderId = OrderId };

    /// <summary>The order's entries in the provider's ledger, such as "Authorised 59.80 EUR", by kind.</summary>
    private protected async Task<string[]> LedgerAsync()
    {
        await using var scope = Payments.Services.CreateAsyncScope();
        var entries = await scope
            .ServiceProvider.GetRequiredService<ProviderLedgerDbContext>()
            .LedgerEntries.Where(e => e.Reference == OrderId.ToString())
            .ToListAsync(TestContext.Current.CancellationToken);
        return
        [
            .. entries
                .OrderBy(e => e.Kind)
                .Select(e => $"{e.Kind} {new Money { Amount = e.Amount, Currency = e.Currency }}"),
        ];
    }

    private protected async Task<T> QueryAsync<TDbContext, T>(Func<TDbContext, Task<T>> query)
        where TDbContext : DbContext
    {
        await using var scope = Payments.Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<TDbContext>());
    }

    /// <summary>Asks the provider's database: rows of a reference and an amount.</summary>
    private protected Task<(string Reference, decimal Amount)[]> AuditAsync(string sql) =>
        QueryAsync(
            async (ProviderLedgerDbContext ledger) =>
            {
                var rows = await ledger
                    .Database.SqlQueryRaw<AuditRow>(sql)
                    .ToListAsync(TestContext.Current.CancellationToken);
                return rows.Select(r => (r.Reference, r.Amount)).ToArray();
            }
        );

    private sealed record AuditRow(string Reference, decimal Amount);
}
