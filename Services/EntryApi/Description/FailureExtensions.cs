namespace EventDriven.EntryApi.Description;

internal static class FailureExtensions
{
    /// <summary>Adds errors to the description of an endpoint.</summary>
    public static TBuilder Fails<TBuilder>(this TBuilder endpoint, params ErrorKind[] kinds)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata([.. kinds]);

    public static TBuilder FailsWhenRepeated<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.Fails(ErrorKind.InHand, ErrorKind.IdempotencyKeyReused);

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
