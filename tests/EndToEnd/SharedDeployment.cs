using EventDriven.TestServers.Otlp;
using Xunit;

namespace EventDriven.EndToEnd.Tests;

/// <summary>
/// One deployment for several stories, one after the other in any order. Each places orders of its own, waits for their
/// ends and compares what is there then with what was there before.
/// </summary>
[CollectionDefinition(nameof(SharedDeployment))]
public sealed class SharedDeployment : IAsyncLifetime, ICollectionFixture<SharedDeployment>
{
    private Deployment? _deployment;
    private OtlpReceiver? _telemetry;

    internal Deployment Deployment =>
        _deployment ?? throw new InvalidOperationException("The deployment has not started.");

    /// <summary>The traces of the orders whose requests say that they are to be recorded.</summary>
    internal OtlpReceiver Telemetry =>
        _telemetry ?? throw new InvalidOperationException("The deployment has not started.");

    /// <summary>Starts everything.</summary>
    public async ValueTask InitializeAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        _telemetry = await OtlpReceiver.StartAsync(cancel);
        // The remote parties take their time, so that the work is spread over a kill and a restart. All else is as it
        // ships: the late ones answer after their first deadline and before their last.
        _deployment = await Deployment.StartAsync(
            "Shared",
            new Dictionary<string, string>(_telemetry.Settings)
            {
                ["OTEL_TRACES_SAMPLER"] = "parentbased_always_off",
                ["Provider__Latency"] = "00:00:00.3",
                ["Carrier__Latency"] = "00:00:00.3",
            },
            cancel
        );
    }

    /// <summary>Ends everything.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_deployment is not null)
            await _deployment.DisposeAsync();
        if (_telemetry is not null)
            await _telemetry.DisposeAsync();
    }
}
