using EventDriven.Steps;

namespace EventDriven.SimulatedParties;

/// <summary>How a simulated remote party serves a request.</summary>
public sealed record SimulatedReply
{
    /// <summary>The answer; null when the party is unavailable this time.</summary>
    public RemoteAnswer? Answer { get; init; }

    /// <summary>Whether the answer comes late.</summary>
    public bool Late { get; init; }

    /// <summary>Served, and answered.</summary>
    /// <param name="answer">The answer.</param>
    public static implicit operator SimulatedReply(RemoteAnswer answer) => FromRemoteAnswer(answer);

    /// <summary>Served, and answered.</summary>
    /// <param name="answer">The answer.</param>
    public static SimulatedReply FromRemoteAnswer(RemoteAnswer answer) => new() { Answer = answer };

    /// <summary>Not served this time: the caller gets an exception, and may ask again.</summary>
    public static SimulatedReply Unavailable { get; } = new();
}
