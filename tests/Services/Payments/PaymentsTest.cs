using EventDriven.Contracts;
using EventDriven.Contracts.Payments;
using EventDriven.Payments;
using EventDriven.RemoteParties;
using EventDriven.Services.Tests.RemoteSteps;
using EventDriven.SimulatedParties;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Services.Tests.Payments;

/// <summary>An order's payment, with Payments and the simulated provider.</summary>
public abstract class PaymentsTest(Servers servers) : RemoteStepTest(servers)
{
    private protected static Money Price { get; } = new() { Amount = 59.80m, Currency = "EUR" };

    private protected RemoteStepApp Payments => Service;

    private protected override Task<Databases> CreateDatabasesAsync(Servers servers) =>
        Databases.OnPostgresAsync(servers, "Payments", "PaymentProvider");

    private protected override Task<RemoteStepApp> StartAsync(Databases databases) =>
        RemoteStepApp.StartAsync(new PaymentsService(), Queues.Payments, databases, Time, services =>
        {
            var provider = services.Single(s => s.ServiceType == typeof(IPaymentProvider));
            services.Remove(provider);
            services.AddScoped<IPaymentProvider>(scope => new ObservedProvider(
                (IPaymentProvider)provider.ImplementationFactory!(scope),
                scope.GetRequiredService<PaymentsDbContext>(),
                Calls
            ));
        });

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
    private protected Task<string[]> LedgerAsync() =>
        QueryAsync(
            async (ProviderLedgerDbContext ledger) =>
            {
                var entries = await ledger
                    .LedgerEntries.Where(e => e.Reference == OrderId.ToString())
                    .ToListAsync(TestContext.Current.CancellationToken);
                return entries
                    .OrderBy(e => e.Kind)
                    .Select(e => $"{e.Kind} {new Money { Amount = e.Amount, Currency = e.Currency }}")
                    .ToArray();
            }
        );

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
