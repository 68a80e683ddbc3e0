namespace Grpc.Core;

/// <summary>How a call ended (gRPC's status codes, doc/statuscodes.md). The numbers are those on the wire.</summary>
public enum StatusCode
{
    /// <summary>It succeeded.</summary>
    OK = 0,

    /// <summary>It was cancelled, as a rule by the client.</summary>
    Cancelled = 1,

    /// <summary>It failed, and how is not known or not told.</summary>
    Unknown = 2,

    /// <summary>The request is wrong, whatever the state of the system.</summary>
    InvalidArgument = 3,

    /// <summary>The deadline passed before it ended. What it was to do may have been done.</summary>
    DeadlineExceeded = 4,

    /// <summary>What it speaks of is not there.</summary>
    NotFound = 5,

    /// <summary>What it was to make is there already.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known, and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A quota is used up, or a message is too large.</summary>
    ResourceExhausted = 8,

    /// <summary>
    /// The state of the system does not allow it; the same call again fails again until that has changed.
    /// </summary>
    FailedPrecondition = 9,

    /// <summary>Another call came between; a retry begins at a higher level, with what is the case now.</summary>
    Aborted = 10,

    /// <summary>It goes past the valid range.</summary>
    OutOfRange = 11,

    /// <summary>There is no such method, or it does not do this.</summary>
    Unimplemented = 12,

    /// <summary>An invariant is broken: of the server, or of the protocol.</summary>
    Internal = 13,

    /// <summary>It cannot be done at the moment; the same call may succeed later.</summary>
    Unavailable = 14,

    /// <summary>Data are lost for good.</summary>
    DataLoss = 15,

    /// <summary>The call has no valid credentials.</summary>
    Unauthenticated = 16,
}
