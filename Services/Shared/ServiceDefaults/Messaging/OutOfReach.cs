using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using MassTransit;
using Npgsql;
using RabbitMQ.Client.Exceptions;

namespace EventDriven.ServiceDefaults;

/// <summary>Distinguishes transient failures from permanent ones.</summary>
internal static class OutOfReach
{
    /// <summary>Whether a database or a remote party cannot be reached, or cannot answer this time.</summary>
    public static bool Caused(Exception exception) =>
        exception
            .WithCauses()
            .Any(cause =>
                cause
                    is SocketException
                        or HttpRequestException { StatusCode: null or >= HttpStatusCode.InternalServerError }
                        or RemotePartyUnavailableException
                        or DbException
                        {
                            IsTransient: true,
                            SqlState: null
                                or not (PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected)
                        }
            );

    /// <summary>As <see cref="Caused" />; also failures of the broker, and work that an outage interrupts.</summary>
    public static bool MayHaveCaused(Exception exception) =>
        Caused(exception)
        || exception
            .WithCauses()
            .Any(cause =>
                cause
                    is ConnectionException
                        or TransportUnavailableException
                        or RabbitMQClientException
                        or IOException
                        or TimeoutException
                        or OperationCanceledException
            );

    /// <summary>The exception and its inner exceptions.</summary>
    public static IEnumerable<Exception> WithCauses(this Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
            yield return cause;
    }
}
