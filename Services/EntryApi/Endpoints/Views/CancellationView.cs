using EventDriven.EntryApi.Domain;

namespace EventDriven.EntryApi.Endpoints.Views;

/// <summary>A cancellation as clients see it.</summary>
/// <param name="RequestedAt">When it was asked for (UTC).</param>
/// <param name="Reason">Why, in the client's words.</param>
/// <param name="Refused">Why it came too late; null when it did not, as far as is known.</param>
public sealed record CancellationView(DateTimeOffset RequestedAt, string Reason, string? Refused)
{
    /// <summary>
    /// The view of a cancellation at the moment that it was asked for: what its request was answered, and is answered
    /// again.
    /// </summary>
    public static CancellationView AsAccepted(Cancellation cancellation) => Of(cancellation) with { Refused = null };

    /// <summary>The view of a cancellation.</summary>
    public static CancellationView Of(Cancellation cancellation)
    {
        ArgumentNullException.ThrowIfNull(cancellation);
        return new CancellationView(cancellation.RequestedAt, cancellation.Reason, cancellation.Refusal);
    }
}
