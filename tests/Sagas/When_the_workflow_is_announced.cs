using EventDriven.Contracts.Orders;
using EventDriven.Orchestrator;
using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

public sealed class When_the_workflow_is_announced
{
    [Fact]
    public async Task It_is_not_published_before_the_process_has_started()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var started = new CancellationTokenSource();
        var lifetime = new Lifetime(started.Token);
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IHostApplicationLifetime>(lifetime)
            .AddSingleton(TimeProvider.System)
            .AddSingleton(Options.Create(new SagaOptions()))
            .AddSingleton<OrderStateMachine>()
            .AddSingleton<WorkflowAnnouncement>()
            .AddMassTransitTestHarness()
            .BuildServiceProvider(validateScopes: true);
        var harness = services.GetTestHarness();
        await harness.Start();
        var announcement = services.GetRequiredService<WorkflowAnnouncement>();

        await announcement.StartAsync(cancel);
        await lifetime.IsWaitedFor.WaitAsync(TimeSpan.FromSeconds(20), cancel);
        harness.Published.Select<WorkflowDescribed>(cancel).ShouldBeEmpty();
        await started.CancelAsync();

        (await harness.Published.Any<WorkflowDescribed>(cancel)).ShouldBeTrue();
        await announcement.StopAsync(cancel);
    }

    private sealed class Lifetime(CancellationToken started) : IHostApplicationLifetime
    {
        private readonly TaskCompletionSource _isWaitedFor = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task IsWaitedFor => _isWaitedFor.Task;

        public CancellationToken ApplicationStarted
        {
            get
            {
                _isWaitedFor.TrySetResult();
                return started;
            }
        }

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() { }
    }
}
