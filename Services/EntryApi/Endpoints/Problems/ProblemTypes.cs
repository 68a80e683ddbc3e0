namespace EventDriven.EntryApi.Endpoints.Problems;

/// <summary>
/// The <c>type</c> of each problem (RFC 9457, section 3.1.1), as a reference relative to this API. They are part of its
/// contract: clients decide by them, so they stay the same when titles and details change. In a browser each leads to
/// its page.
/// </summary>
internal static class ProblemTypes
{
    public const string AlreadyDecided = "/problems/already-decided";
    public const string BodyTooLarge = "/problems/body-too-large";
    public const string BodyTooSlow = "/problems/body-too-slow";
    public const string Fault = "/problems/fault";
    public const string Forbidden = "/problems/forbidden";
    public const string IdempotencyKey = "/problems/idempotency-key";
    public const string IdempotencyKeyReused = "/problems/idempotency-key-reused";
    public const string InHand = "/problems/in-hand";
    public const string InvalidParameter = "/problems/invalid-parameter";
    public const string InvalidRequest = "/problems/invalid-request";
    public const string MethodNotAllowed = "/problems/method-not-allowed";
    public const string NotAwaitingReview = "/problems/not-awaiting-review";
    public const string NotFound = "/problems/not-found";
    public const string RateLimited = "/problems/rate-limited";
    public const string RestockRefused = "/problems/restock-refused";
    public const string TimedOut = "/problems/timed-out";
    public const string TooLateToCancel = "/problems/too-late-to-cancel";
    public const string TooManyStreams = "/problems/too-many-streams";
    public const string Unauthenticated = "/problems/unauthenticated";
    public const string Unavailable = "/problems/unavailable";
    public const string UnknownOrder = "/problems/unknown-order";
    public const string UnknownProduct = "/problems/unknown-product";
    public const string UnreadableBody = "/problems/unreadable-body";
    public const string UnsupportedMediaType = "/problems/unsupported-media-type";

    /// <summary>The title of each type, and the text of its page. Neither has a character that HTML escapes.</summary>
    public static readonly IReadOnlyDictionary<string, (string Title, string Meaning)> All = new SortedDictionary<
        string,
        (string, string)
    >(StringComparer.Ordinal)
    {
        [AlreadyDecided] = (
            "Already decided.",
            "An operator has already approved or rejected this payment. The first decision cannot be changed."
        ),
        [BodyTooLarge] = ("The body is too large.", "Send a smaller body. The detail states the limit."),
        [BodyTooSlow] = (
            "The body came too slowly.",
            "The server stopped waiting for the rest of the body. Send the same request again with the same key."
        ),
        [Fault] = (
            "Internal error.",
            "A fault of the server, which has logged it. Try again later; a command with the same key."
        ),
        [Forbidden] = (
            "Not allowed.",
            "The token is valid, but it does not allow this request. The detail names what is missing."
        ),
        [IdempotencyKey] = (
            "An idempotency key is needed.",
            "Each command needs the header Idempotency-Key: a new random value, such as a UUID, for each new command, "
                + "and the same value when the command is sent again."
        ),
        [IdempotencyKeyReused] = (
            "The idempotency key was used for something else.",
            "An earlier request with this Idempotency-Key had another body. Send a new key with a new command."
        ),
        [InHand] = (
            "Request in progress.",
            "The first request with this Idempotency-Key is not finished. Wait as long as Retry-After says, then send "
                + "the same request with the same key to get its answer."
        ),
        [InvalidParameter] = (
            "A parameter is invalid.",
            "Each entry of errors names a parameter or header and what is wrong with it. Correct it and send the "
                + "request again."
        ),
        [InvalidRequest] = (
            "The request is invalid.",
            "The body is readable, but breaks a rule. Each entry of errors names a field and what is wrong with it. "
                + "Correct it and send the request again; the same key can be used."
        ),
        [MethodNotAllowed] = (
            "The method is not allowed.",
            "The response header Allow names the methods of this path."
        ),
        [NotAwaitingReview] = (
            "Not awaiting review.",
            "The order has no payment that waits for a review. The detail names the state of the order."
        ),
        [NotFound] = ("Not found.", "The path does not exist. GET / lists the paths."),
        [RateLimited] = (
            "Too many requests.",
            "The caller has sent more requests than it may. Wait as many seconds as Retry-After says."
        ),
        [RestockRefused] = (
            "The product cannot be restocked so.",
            "Inventory refused the quantity. The detail says why."
        ),
        [TimedOut] = (
            "Out of time.",
            "The request took too long and was ended. It may have taken effect: send the same request again, a command "
                + "with the same key."
        ),
        [TooLateToCancel] = (
            "Too late to cancel.",
            "The order has ended, or has passed the point of no return. The detail says which."
        ),
        [TooManyStreams] = (
            "Too many streams.",
            "The caller has too many open streams. Close one that is no longer read, and wait as long as "
                + "Retry-After says."
        ),
        [Unauthenticated] = (
            "No valid token.",
            "Send the header Authorization: Bearer TOKEN with a valid token. The detail says what is wrong with "
                + "the token that was sent."
        ),
        [Unavailable] = (
            "Not available for now.",
            "The database or another service does not answer. Send the same request again after as many seconds as "
                + "Retry-After says, a command with the same key."
        ),
        [UnknownOrder] = (
            "No such order.",
            "The order does not exist, or belongs to another customer. GET /orders lists the orders of the caller."
        ),
        [UnknownProduct] = ("No such product.", "The product does not exist. GET /products lists the products."),
        [UnreadableBody] = (
            "The body cannot be read.",
            "The body must be JSON of the documented form. errors names the place where reading stopped."
        ),
        [UnsupportedMediaType] = (
            "The media type is not supported.",
            "Send JSON with Content-Type: application/json. A charset must be utf-8 or another known one."
        ),
    };

    /// <summary>
    /// The type of an error that the framework answers with a status only; null where the status says everything.
    /// </summary>
    public static string? Of(int? status) =>
        status switch
        {
            StatusCodes.Status400BadRequest => UnreadableBody,
            StatusCodes.Status401Unauthorized => Unauthenticated,
            StatusCodes.Status403Forbidden => Forbidden,
            StatusCodes.Status404NotFound => NotFound,
            StatusCodes.Status405MethodNotAllowed => MethodNotAllowed,
            StatusCodes.Status408RequestTimeout => BodyTooSlow,
            StatusCodes.Status413PayloadTooLarge => BodyTooLarge,
            StatusCodes.Status415UnsupportedMediaType => UnsupportedMediaType,
            StatusCodes.Status500InternalServerError => Fault,
            _ => null,
        };
}
