using System.Data.Common;
using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using EventDriven.ServiceDefaults.RemoteSteps;
using MassTransit;
using Npgsql;
using RabbitMQ.Client.Exceptions;

namespace EventDriven.ServiceDefaults;

/// <summary>Tells what is only away for now from what is wrong.</summary>
internal static class OutOfReach
{
    /// <summary>
    /// Whether a database, a remote party or a mail server cannot be reached, or has too much to do to answer.
    /// </summary>
    public static bool Caused(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case SocketException
                or HttpRequestException { StatusCode: null or >= HttpStatusCode.InternalServerError }
                or RemotePartyUnavailableException:
                case SmtpException
                {
                    StatusCode: SmtpStatusCode.ServiceNotAvailable
                        or SmtpStatusCode.MailboxBusy
                        or SmtpStatusCode.LocalErrorInProcessing
                        or SmtpStatusCode.InsufficientStorage
                }:
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
