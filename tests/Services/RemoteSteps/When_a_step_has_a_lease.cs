using EventDriven.Payments;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.Steps;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;

namespace EventDriven.Services.Tests.RemoteSteps;

public sealed class When_a_step_has_a_lease(Servers servers)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    private readonly Guid _orderId = Guid.NewGuid();
    private readonly ManualTime _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_whose_lease_has_expired_does_not_end_that_of_the_next_one()
    {
        await using var database = await servers.CreateDatabaseAsync("payments", Cancel);
        await using var services = await Start(database.ConnectionString);
        var steps = services.GetRequiredService<RemoteSteps<PaymentsDbContext>>();
        var (frozen, next) = (new Call(), new Call());

        var first = steps.PerformAsync(Step(frozen), Cancel);
        await frozen.Begun.WaitAsync(Cancel);
        _time.Advance(Lease + TimeSpan.FromSeconds(1));
        var second = steps.PerformAsync(Step(next), Cancel);
        await next.Begun.WaitAsync(Cancel);
        frozen.End(new IOException("The connection broke."));
        await Should.ThrowAsync<IOException>(first);

        (await LeasedUntil(services))
            .ShouldNotBeNull()
            .ShouldBe(_time.GetUtcNow() + Lease, TimeSpan.FromMilliseconds(1));
        next.End();
        await second;
        (await LeasedUntil(services)).ShouldBeNull();
        (await steps.PerformAsync(Step(new Call()), Cancel)).ShouldBeNull("no event answers, and nothing is called");
    }

    /// <summary>A party without idempotency keys would do it twice.</summary>
    [Fact]
    public async Task An_outcome_is_kept_until_the_database_is_back()
    {
        await using var database = await servers.CreateDatabaseAsync("payments", Cancel);
        var direct = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await using var proxy = new TcpProxy(direct.Host!, direct.Port);
        proxy.Open();
        direct.Host = "127.0.0.1";
        direct.Port = proxy.Port;
        await using var services = await Start(direct.ConnectionString);
        var call = new Call();
        var mail = services.GetRequiredService<RemoteSteps<PaymentsDbContext>>().PerformAsync(Step(call), Cancel);
        await call.Begun.WaitAsync(Cancel);

        proxy.Close();
        call.End();
        var pause = TimeSpan.FromMilliseconds(200);
        await _time.UntilWaitingAsync(pause);
        proxy.Open();
        while (!mail.IsCompleted)
        {
            _time.Advance(pause);
            await Task.WhenAny(mail, _time.UntilWaitingAsync(pause));
        }

        await mail;
        (await LeasedUntil(services)).ShouldBeNull("the outcome is recorded");
    }

    private async Task<ServiceProvider> Start(string connectionString)
    {
        var services = new ServiceCollection()
            .AddDbContext<PaymentsDbContext>(options => options.UseNpgsql(connectionString))
            .AddSingleton<TimeProvider>(_time)
            .AddRemoteSteps<PaymentsDbContext>()
            .BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<PaymentsDbContext>().Database.EnsureCreatedAsync(Cancel);
        return services;
    }

    private RemoteStep Step(Call call) =>
        new()
        {
            OrderId = _orderId,
            Name = "SendMail",
            Lease = Lease,
            Call = (_, _) => call.Run(),
        };

    private static async Task<DateTimeOffset?> LeasedUntil(ServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var record = await scope.ServiceProvider.GetRequiredService<PaymentsDbContext>().Steps.SingleAsync(Cancel);
        return record.LeasedUntil;
    }

    private sealed class Call
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<StepOutcome> _end = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );

        public Task Begun => _begun.Task;

        public Task<StepOutcome> Run()
        {
            _begun.SetResult();
            return _end.Task;
        }

        public void End() => _end.SetResult(StepOutcome.Unanswered("Sent"));

        public void End(Exception failure) => _end.SetException(failure);
    }
}
