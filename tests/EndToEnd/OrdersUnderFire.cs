using System.Collections.Concurrent;
using EventDriven.EndToEnd.Tests.Hosting;
using Xunit;

namespace EventDriven.EndToEnd.Tests;

/// <summary>
/// A deployment whose processes are killed again and again, and every order that was ever placed with it.
/// </summary>
public sealed class OrdersUnderFire : IAsyncLifetime
{
    private Deployment? _deployment;

    internal Deployment Deployment =>
        _deployment ?? throw new InvalidOperationException("The deployment has not started.");

    /// <summary>The orders, with the ends that they must come to.</summary>
    internal ConcurrentDictionary<Guid, (PlacedOrder Order, string MustEnd)> Placed { get; } = [];

    /// <summary>Starts everything.</summary>
    public async ValueTask InitializeAsync() =>
        // The remote parties take their time, so that the work is spread over the kill and the restart.
        _deployment = await Deployment.StartAsync(
            "Killed",
            new Dictionary<string, string>
            {
                ["Provider__Latency"] = "00:00:00.3",
                ["Carrier__Latency"] = "00:00:00.3",
            },
            TestContext.Current.CancellationToken
        );

    /// <summary>Ends everything.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_deployment is not null)
            await _deployment.DisposeAsync();
    }
}
