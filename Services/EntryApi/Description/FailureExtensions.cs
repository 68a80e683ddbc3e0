using EventDriven.EntryApi.Endpoints.Problems;

namespace EventDriven.EntryApi.Description;

/// <summary>Says how endpoints may refuse.</summary>
internal static class FailureExtensions
{
    /// <summary>Adds to what an endpoint, or each of a group, may answer.</summary>
    public static TBuilder Fails<TBuilder>(this TBuilder endpoint, params string[] types)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata([.. types.Select(type => new Failure(type))]);

    /// <summary>
    /// Adds what a command may answer whose effect is kept here, under a key made of its idempotency key.
    /// </summary>
    public static TBuilder FailsWhenRepeated<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.Fails(ProblemTypes.InHand, ProblemTypes.IdempotencyKeyReused);

    /// <summary>Adds what every command may answer.</summary>
    public static TBuilder FailsAsCommand<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.Fails(
            ProblemTypes.UnreadableBody,
            ProblemTypes.IdempotencyKey,
            ProblemTypes.BodyTooSlow,
            ProblemTypes.BodyTooLarge,
            ProblemTypes.UnsupportedMediaType,
            ProblemTypes.InvalidRequest
        );
}
