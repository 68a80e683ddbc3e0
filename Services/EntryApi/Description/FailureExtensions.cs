namespace EventDriven.EntryApi.Description;

internal static class FailureExtensions
{
    /// <summary>Adds errors to the description of an endpoint.</summary>
    public static RouteHandlerBuilder Fails(this RouteHandlerBuilder endpoint, params ErrorKind[] kinds) =>
        endpoint.WithMetadata([.. kinds]);

    public static RouteHandlerBuilder FailsWhenRepeated(this RouteHandlerBuilder endpoint) =>
        endpoint.Fails(ErrorKind.InHand, ErrorKind.IdempotencyKeyReused);

    public static RouteHandlerBuilder FailsAsCommand(this RouteHandlerBuilder endpoint) =>
        endpoint.Fails(
            ErrorKind.UnreadableBody,
            ErrorKind.IdempotencyKey,
            ErrorKind.BodyTooSlow,
            ErrorKind.BodyTooLarge,
            ErrorKind.UnsupportedMediaType,
            ErrorKind.InvalidRequest
        );
}
