using Shouldly;

namespace EventDriven.EndToEnd.Tests.Hosting;

/// <summary>What must be true of a deployment a while after its orders have ended.</summary>
internal static class DeploymentAssertions
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    public static async Task EffectsShouldBe(this Deployment deployment, Effects expected, CancellationToken cancel) =>
        (
            await Eventually.See(() => Effects.Read(deployment, cancel), seen => seen == expected, Within, cancel)
        ).ShouldBe(expected);

    public static async Task QueuesShouldBeEmpty(this Deployment deployment, CancellationToken cancel) =>
        (
            await Eventually.See(
                () => deployment.Broker.WaitingMessages(cancel),
                seen => seen.Count == 0,
                Within,
                cancel
            )
        ).ShouldBeEmpty();

    public static async Task OutboxesShouldBeEmpty(this Deployment deployment, CancellationToken cancel) =>
        (
            await Eventually.See(() => deployment.UnsentMessages(cancel), seen => seen.Count == 0, Within, cancel)
        ).ShouldBeEmpty();
}
