namespace EventDriven.EntryApi.Endpoints.Problems;

/// <summary>
/// The <c>type</c> of each problem (RFC 9457, section 3.1.1), as a reference relative to this API. They are part of its
/// contract: a client decides by them, so they stay when titles and details are worded anew.
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

    /// <summary>
    /// The type of what the framework answers by itself, which knows a status alone; null for one that says nothing
    /// more than its status.
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
