using EventDriven.ServiceDefaults;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Steps.Tests;

/// <summary>Two replicas of a participant on one SQLite database, and a clock that the test moves.</summary>
public abstract class RemoteStepsTest : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("steps-");
    private readonly List<ServiceProvider> _replicas = [];

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected Guid OrderId { get; } = Guid.NewGuid();

    private protected ManualTime Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private protected Outage Outage { get; } = new();

    private protected RemoteSteps<StepsDbContext> Steps => StepsOf(_replicas[0]);

    private protected RemoteSteps<StepsDbContext> OtherReplica => StepsOf(_replicas[1]);

    private protected StepOutcome Voided => StepOutcome.Of(new PaymentVoided { OrderId = OrderId });

    private protected StepOutcome Refunded => StepOutcome.Of(new PaymentRefunded { OrderId = OrderId });

    public async ValueTask InitializeAsync()
    {
        for (var replica = 0; replica < 2; replica++)
            _replicas.Add(
                new ServiceCollection()
                    .AddSingleton(Outage)
                    .AddSingleton<TimeProvider>(Time)
                    .AddDbContext<StepsDbContext>(options =>
                        options.UseSqlite($"Data Source={Path.Combine(_folder.FullName, "steps.db")}")
                    )
                    .AddRemoteSteps<StepsDbContext>()
                    .BuildServiceProvider(validateScopes: true)
            );

        await using var scope = _replicas[0].CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<StepsDbContext>().Database.EnsureCreatedAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
            await replica.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The record as the database holds it; null if there is none.</summary>
    private protected async Task<StepRecord?> FindAsync(string step)
    {
        await using var scope = _replicas[0].CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<StepsDbContext>();
        return await db.Steps.SingleOrDefaultAsync(r => r.OrderId == OrderId && r.Step == step, Cancel);
    }

    /// <summary>Performs a step whose call ends at once.</summary>
    private protected async Task<StepAnswer?> PerformAsync(RemoteStep step, StepOutcome outcome)
    {
        var call = new Call();
        call.End(outcome);
        return await Within(Steps.PerformAsync(step with { Call = call.Run }, Cancel));
    }

    /// <summary>What needs no time of the test's clock is done soon.</summary>
    private protected static Task<T> Within<T>(Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);

    private static RemoteSteps<StepsDbContext> StepsOf(ServiceProvider replica) =>
        replica.GetRequiredService<RemoteSteps<StepsDbContext>>();
}
