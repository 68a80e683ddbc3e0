using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using MassTransit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using RabbitMQ.Client.Exceptions;

namespace EventDriven.ServiceDefaults;

/// <summary>How a failure is treated. docs/operations.md has the table.</summary>
public enum ErrorClass
{
    /// <summary>It would fail again: a few quick attempts, then the error queue.</summary>
    Permanent,

    /// <summary>It concerns one message: delivered again later, with growing delays.</summary>
    Message,

    /// <summary>Another writer was first: read and decide again, at once.</summary>
    Conflict,

    /// <summary>The database or the broker is away, for everybody: waited for without a limit.</summary>
    Connection,
}

/// <summary>Classifies failures: the same for consumers, the API, migrations and background work.</summary>
public static class TransientErrors
{
    // SQLite's result codes (sqlite.org/rescode.html).
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int IoError = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int PrimaryKey = 1555;
    private const int Unique = 2067;

    // ENOSPC on Linux (.NET gives the number of the system), and ERROR_DISK_FULL.
    private const int NoSpaceLeft = 28;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    private const string IdleInTransactionSessionTimeout = "25P03";

    /// <summary>
    /// The class of the outermost exception that has one. Of several that happened together, the class that waits
    /// longest.
    /// </summary>
    public static ErrorClass ClassOf(Exception exception) =>
        exception switch
        {
            // Whatever the cause: a party that is away for one request may answer the next.
            RemotePartyUnavailableException => ErrorClass.Message,
            IOException { HResult: NoSpaceLeft or WindowsDiskFull } => ErrorClass.Connection,
            HttpRequestException http => IsTransient(http.StatusCode) ? ErrorClass.Message : ErrorClass.Permanent,
            ConnectionException or TransportUnavailableException => ErrorClass.Connection,
            AlreadyClosedException or BrokerUnreachableException => ErrorClass.Connection,
            // MassTransit could not store the message for its redelivery.
            TransportException { InnerException: AggregateException { InnerExceptions: [var reason, ..] } }
                when Is(reason) => ErrorClass.Connection,
            DbUpdateConcurrencyException => ErrorClass.Conflict,
            PostgresException postgres => ClassOf(postgres.SqlState),
            NpgsqlException { IsTransient: true } or SocketException => ErrorClass.Connection,
            // TLS: a certificate that is not valid, until it is renewed.
            NpgsqlException { InnerException: AuthenticationException } => ErrorClass.Connection,
            SqliteException { SqliteErrorCode: Busy or Locked } => ErrorClass.Conflict,
            SqliteException { SqliteExtendedErrorCode: PrimaryKey or Unique } => ErrorClass.Conflict,
            SqliteException { SqliteErrorCode: ReadOnly or IoError or Full or CannotOpen } => ErrorClass.Connection,
            AggregateException several => several.InnerExceptions.Select(ClassOf).Max(),
            { InnerException: { } cause } => ClassOf(cause),
            _ => ErrorClass.Permanent,
        };

    /// <summary>Whether the same may succeed later.</summary>
    public static bool Is(Exception exception) => ClassOf(exception) != ErrorClass.Permanent;

    /// <summary>Whether the database or the broker is away.</summary>
    public static bool IsConnection(Exception exception) => ClassOf(exception) == ErrorClass.Connection;

    /// <summary>Whether another writer was first: a row is not as it was read, or a key exists.</summary>
    public static bool IsConflict(Exception exception) => ClassOf(exception) == ErrorClass.Conflict;

    /// <summary>
    /// Why the same may succeed later, in words without the exception's, which can contain hosts and users.
    /// </summary>
    public static string ReasonOf(Exception exception) =>
        exception switch
        {
            HttpRequestException { StatusCode: { } status } => $"the remote party answers {(int)status}",
            RemotePartyUnavailableException { InnerException: HttpRequestException cause } => ReasonOf(cause),
            RemotePartyUnavailableException or HttpRequestException =>
                "the remote party is unavailable for this request",
            DbUpdateConcurrencyException => "others change the same rows",
            PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => "a row is locked",
            PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => "a statement takes too long",
            PostgresException { SqlState: PostgresErrorCodes.OutOfMemory } => "the database has no memory left",
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => "the database is read-only",
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } => "the database's disk is full",
            PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } =>
                "the database has no connection left",
            PostgresException postgres => postgres.SqlState[..2] switch
            {
                "28" => "the database refuses the login",
                "57" => "the database starts, stops or ends sessions",
                _ => $"the database answers {postgres.SqlState}",
            },
            SqliteException { SqliteErrorCode: Full } => "the disk is full",
            IOException { HResult: NoSpaceLeft or WindowsDiskFull } => "the disk is full",
            SqliteException sqlite => $"the database answers {sqlite.SqliteErrorCode}",
            NpgsqlException { InnerException: AuthenticationException } => "the database's certificate is not trusted",
            NpgsqlException => "the database does not answer",
            ConnectionException or TransportUnavailableException => "the broker does not answer",
            AlreadyClosedException or BrokerUnreachableException => "the broker does not answer",
            { InnerException: { } cause } => ReasonOf(cause),
            _ => "a server does not answer",
        };

    private static bool IsTransient(HttpStatusCode? status) =>
        status
            is null
                or >= HttpStatusCode.InternalServerError
                or HttpStatusCode.RequestTimeout
                or HttpStatusCode.TooManyRequests;

    // PostgreSQL's error codes, or the class of codes (postgresql.org/docs/current/errcodes-appendix.html).
    private static ErrorClass ClassOf(string state) =>
        state switch
        {
            PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.UniqueViolation => ErrorClass.Conflict,
            PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.OutOfMemory =>
                ErrorClass.Message,
            PostgresErrorCodes.ReadOnlySqlTransaction
            or IdleInTransactionSessionTimeout
            or PostgresErrorCodes.DiskFull
            or PostgresErrorCodes.TooManyConnections
            or PostgresErrorCodes.IoError => ErrorClass.Connection,
            // Connections, logins, and servers that start, stop or end a session.
            _ => state[..2] is "08" or "28" or "57" ? ErrorClass.Connection : ErrorClass.Permanent,
        };
}
