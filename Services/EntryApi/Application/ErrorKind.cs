namespace EventDriven.EntryApi.Application;

/// <summary>
/// Why a request failed. The names are part of the API's contract: <c>TooLateToCancel</c> is the problem type
/// <c>/problems/too-late-to-cancel</c> over REST and the reason <c>TOO_LATE_TO_CANCEL</c> over gRPC.
/// </summary>
public enum ErrorKind
{
    AlreadyDecided,
    BodyTooLarge,
    BodyTooSlow,
    Fault,
    Forbidden,
    IdempotencyKey,
    IdempotencyKeyReused,
    InHand,
    InvalidParameter,
    InvalidRequest,
    MethodNotAllowed,
    NotAwaitingReview,
    NotFound,
    RateLimited,
    RestockRefused,
    TimedOut,
    TooLateToCancel,
    TooManyStreams,
    Unauthenticated,
    Unavailable,
    UnknownOrder,
    UnknownProduct,
    UnreadableBody,
    UnsupportedMediaType,
}
