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
    public static bool Caused(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case SocketException
                or HttpRequestException { StatusCode: null or >= HttpStatusCode.InternalServerError }
                or RemotePartyUnavailableException:
                case DbException
                {
                    IsTransient: true,
                    SqlState: null
                        or not (PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected)
                }:
                    return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether the exception is one of the many that an outage brings about: also the broker's, and the work that it
    /// cut short.
    /// </summary>
    public static bool MayHaveCaused(Exception exception)
    {
        if (Caused(exception))
            return true;

        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (
                e
                is ConnectionException
                    or TransportUnavailableException
                    or RabbitMQClientException
                    or IOException
                    or TimeoutException
                    or OperationCanceledException
            )
                return true;
        }

        return false;
    }
}
