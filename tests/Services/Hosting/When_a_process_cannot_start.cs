using EventDriven.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace EventDriven.Services.Tests.Hosting;

public sealed class When_a_process_cannot_start
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_had_started_is_stopped_while_all_that_it_uses_is_there(bool complainsAtItsEnd)
    {
        var started = new Started { Complains = complainsAtItsEnd };
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddHostedService(_ => started);
        builder.Services.AddHostedService<Refusing>();

        var refused = await Should.ThrowAsync<StartRefusedException>(async () =>
        {
            await using var app = builder.Build();
            started.Services = app.Services;
            await app.StartOrStopAsync();
        });

        refused.Message.ShouldBe("It is set up wrongly.");
        started.StoppedWithAllThere.ShouldBe(true);
    }

    private sealed class Started : IHostedService
    {
        public bool Complains { get; init; }

        public IServiceProvider? Services { get; set; }

        public bool? StoppedWithAllThere { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            StoppedWithAllThere = CanBeUsed(Services!);
            return Complains ? throw new InvalidOperationException("It cannot be stopped.") : Task.CompletedTask;
        }
    }

    private static bool CanBeUsed(IServiceProvider services)
    {
        try
        {
            services.CreateScope().Dispose();
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    private sealed class Refusing : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) =>
            throw new StartRefusedException("It is set up wrongly.");

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
