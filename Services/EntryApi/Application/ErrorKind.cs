namespace EventDriven.EntryApi.Application;

/// <summary>
/// The names are part of the API: <c>TooLateToCancel</c> is the type <c>/problems/too-late-to-cancel</c> over REST and
/// the reason <c>TOO_LATE_TO_CANCEL</c> over gRPC.
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
