using EventDriven.EntryApi.Endpoints.Problems;

namespace EventDriven.EntryApi.Description;

/// <summary>Says how endpoints may refuse.</summary>
internal static class FailureExtensions
{
    /// <summary>Adds to what an endpoint, or each of a group, may answer.</summary>
    public static TBuilder Fails<TBuilder>(this TBuilder endpoint, int status, params string[] types)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata([.. types.Select(type => new Failure(status, type))]);

    /// <summary>
    /// Adds what a command may answer whose effect is kept here, under a key made of its idempotency key.
    /// </summary>
    public static TBuilder FailsWhenRepeated<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint
            .Fails(StatusCodes.Status409Conflict, ProblemTypes.InHand)
            .Fails(StatusCodes.Status422UnprocessableEntity, ProblemTypes.IdempotencyKeyReused);

    /// <summary>Adds what every command may answer.</summary>
    public static TBuilder FailsAsCommand<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint
            .Fails(StatusCodes.Status400BadRequest, ProblemTypes.UnreadableBody, ProblemTypes.IdempotencyKey)
            .Fails(StatusCodes.Status408RequestTimeout, ProblemTypes.BodyTooSlow)
            .Fails(StatusCodes.Status413PayloadTooLarge, ProblemTypes.BodyTooLarge)
            .Fails(StatusCodes.Status415UnsupportedMediaType, ProblemTypes.UnsupportedMediaType)
            .Fails(StatusCodes.Status422UnprocessableEntity, ProblemTypes.InvalidRequest);
}
