using Shouldly;

namespace EventDriven.EndToEnd.Tests.Hosting;

/// <summary>What a deployment holds once its orders have ended.</summary>
internal sealed record Remains
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    /// <summary>What the orders have brought about, these and all earlier ones.</summary>
    public required Effects Effects { get; init; }

    /// <summary>What they had to bring about.</summary>
    public required Effects Expected { get; init; }

    /// <summary>The databases whose outboxes still hold messages, and how many.</summary>
    public required IReadOnlyDictionary<string, long> Unsent { get; init; }

    /// <summary>The queues that still hold messages, and how many.</summary>
    public required IReadOnlyDictionary<string, uint> Waiting { get; init; }

    /// <summary>The messages that failed, in a sentence.</summary>
    public required string Failed { get; init; }

    /// <summary>The services that have ended by themselves.</summary>
    public required IReadOnlyList<string> Dead { get; init; }

    /// <summary>Reads it when everything is as expected, or after a minute for each part.</summary>
    /// <param name="deployment">Where the orders were placed; no other order may be on its way.</param>
    /// <param name="before">The effects of earlier orders.</param>
    /// <param name="orders">The orders since then.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<Remains> Of(
        Deployment deployment,
        Effects before,
        IEnumerable<EndedOrder> orders,
        CancellationToken cancel
    )
    {
        var expected = before + Effects.Of([.. orders.Select(order => (order.Placed, order.Seen))]);
        return new Remains
        {
            Expected = expected,
            Effects = await See(() => Effects.Read(deployment, cancel), seen => seen == expected),
            Unsent = await See(() => deployment.UnsentMessages(cancel), seen => seen.Count == 0),
            Waiting = await See(() => deployment.Broker.WaitingMessages(cancel), seen => seen.Count == 0),
            Failed = await deployment.FailedMessages(cancel),
            Dead = deployment.Ended(),
        };

        Task<T> See<T>(Func<Task<T>> look, Func<T, bool> satisfies) => Eventually.See(look, satisfies, Within, cancel);
    }

    /// <summary>Asserts that everything is done that had to be, and nothing else.</summary>
    public void ShouldBeAsExpected()
    {
        Effects.ShouldBe(Expected);
        Unsent.ShouldBeEmpty();
        Waiting.ShouldBeEmpty();
        Failed.ShouldBeEmpty();
        Dead.ShouldBeEmpty();
    }
}
