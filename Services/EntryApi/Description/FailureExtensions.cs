using EventDriven.EntryApi.Application;

namespace EventDriven.EntryApi.Description;

/// <summary>Says how endpoints may refuse.</summary>
internal static class FailureExtensions
{
    /// <summary>Adds to what an endpoint, or each of a group, may answer.</summary>
    public static TBuilder Fails<TBuilder>(this TBuilder endpoint, params ErrorKind[] kinds)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata([.. kinds]);

    /// <summary>
    /// Adds what a command may answer whose effect is kept here, under a key made of its idempotency key.
    /// </summary>
    public static TBuilder FailsWhenRepeated<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.Fails(ErrorKind.InHand, ErrorKind.IdempotencyKeyReused);

    /// <summary>Adds what every command may answer.</summary>
    public static TBuilder FailsAsCommand<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.Fails(
            ErrorKind.UnreadableBody,
            ErrorKind.IdempotencyKey,
            ErrorKind.BodyTooSlow,
            ErrorKind.BodyTooLarge,
            ErrorKind.UnsupportedMediaType,
            ErrorKind.InvalidRequest
        );
}
