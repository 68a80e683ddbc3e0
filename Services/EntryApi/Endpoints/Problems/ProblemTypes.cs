using System.Text.Json;
using EventDriven.EntryApi.Changes;
using static EventDriven.EntryApi.Application.ErrorKind;
using Row = (int Status, string Title, string Detail);

namespace EventDriven.EntryApi.Endpoints.Problems;

/// <summary>The errors over REST (RFC 9457) and on the pages below /problems.</summary>
internal static class ProblemTypes
{
    /// <summary>With the usual detail. No text has a character that HTML escapes.</summary>
    public static readonly IReadOnlyDictionary<ErrorKind, Row> All = new Dictionary<ErrorKind, Row>
    {
        [AlreadyDecided] = (
            409,
            "Already decided.",
            "An operator has already approved or rejected this payment. The first decision stands."
        ),
        [BodyTooLarge] = (
            413,
            "The body is too large.",
            $"The body has more than {OrderEndpoints.MaxBodyBytes} bytes. Send a smaller one."
        ),
        [BodyTooSlow] = (
            408,
            "The body came too slowly.",
            "The server stopped waiting for the rest of the body. Send the same request again, with the same key."
        ),
        [Fault] = (
            500,
            "Internal error.",
            "A fault of the server, which is logged there. Send the same request again; a command with the same key."
        ),
        [Forbidden] = (403, "Not allowed.", "The token is valid, but does not allow this request."),
        [IdempotencyKey] = (
            400,
            "An idempotency key is needed.",
            "Each command needs the header Idempotency-Key: a new random value for each new command, such as a UUID, "
                + "and the same value when the command is sent again."
        ),
        [IdempotencyKeyReused] = (
            422,
            "The idempotency key was used for something else.",
            "An earlier request with this Idempotency-Key had another body. Send a new key with a new command, and the "
                + "same body with the same key."
        ),
        [InHand] = (
            409,
            "Request in progress.",
            "The first request with this Idempotency-Key is in progress. Send the same request again, with the same "
                + "key, after as many seconds as Retry-After says."
        ),
        [InvalidParameter] = (
            400,
            "A parameter is invalid.",
            "Each entry of errors names a parameter or header and what is wrong with it."
        ),
        [InvalidRequest] = (
            422,
            "The request is invalid.",
            "Each entry of errors names a field and what is wrong with it."
        ),
        [MethodNotAllowed] = (405, "The method is not allowed.", "The header Allow names the methods of this path."),
        [NotAwaitingReview] = (409, "Not awaiting review.", "The order has no payment that waits for a review."),
        [NotFound] = (404, "Not found.", "The path does not exist. GET / lists the paths."),
        [RateLimited] = (
            429,
            "Too many requests.",
            "The caller has sent more requests than it may. Wait as many seconds as Retry-After says."
        ),
        [RestockRefused] = (422, "The product cannot be restocked so.", "Inventory refused the quantity."),
        [TimedOut] = (
            504,
            "Out of time.",
            "The request took too long and was ended. It may have taken effect: send the same request again, a command "
                + "with the same key."
        ),
        [TooLateToCancel] = (409, "Too late to cancel.", "The order has ended, or has passed the point of no return."),
        [TooManyStreams] = (
            429,
            "Too many streams.",
            $"A caller may have {StreamLimit.PerCaller} open streams. Close one that is no longer read, and wait as "
                + "many seconds as Retry-After says."
        ),
        [Unauthenticated] = (
            401,
            "No valid token.",
            "A valid token is needed. Send the header Authorization: Bearer TOKEN."
        ),
        [Unavailable] = (
            503,
            "Not available for now.",
            "The database or another service does not answer. Send the same request again after as many seconds as "
                + "Retry-After says, a command with the same key."
        ),
        [UnknownOrder] = (
            404,
            "No such order.",
            "The order does not exist, or belongs to another customer. GET /orders lists the orders of the caller."
        ),
        [UnknownProduct] = (404, "No such product.", "GET /products lists the products."),
        [UnreadableBody] = (
            400,
            "The body cannot be read.",
            "The body must be JSON of the documented form. Where there are errors, they name where reading stopped."
        ),
        [UnsupportedMediaType] = (
            415,
            "The media type is not supported.",
            "The body must be JSON, sent as application/json, in utf-8 or another known charset."
        ),
    };

    /// <summary>The type: a reference, relative to this API, to its page.</summary>
    public static string Of(ErrorKind kind) => $"/problems/{JsonNamingPolicy.KebabCaseLower.ConvertName($"{kind}")}";

    /// <summary>
    /// Of an error for which the framework gives only the status; null where the status says everything.
    /// </summary>
    public static ErrorKind? KindOf(int status) =>
        status switch
        {
            400 => UnreadableBody,
            401 => Unauthenticated,
            403 => Forbidden,
            404 => NotFound,
            405 => MethodNotAllowed,
            408 => BodyTooSlow,
            413 => BodyTooLarge,
            415 => UnsupportedMediaType,
            500 => Fault,
            _ => null,
        };
}
