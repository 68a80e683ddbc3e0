using MassTransit;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// MassTransit gives an endpoint up for good when the broker refuses the login (RabbitMqHostConfiguration, up to
/// 8.5.12). While a password is changed, the file and the broker differ for a moment. So the login is tried before each
/// connection, and a refused one is reported as any other failure, after which MassTransit tries again.
/// </summary>
internal static class RefusedLogin
{
    public static async Task Check(ConnectionFactory factory, IEnumerable<string> nodes)
    {
        var endpoints = nodes
            .Select(AmqpTcpEndpoint.Parse)
            .Select(node => new AmqpTcpEndpoint(node.HostName, node.Port, factory.Ssl))
            .DefaultIfEmpty(factory.Endpoint);
        try
        {
            await using var connection = await factory.CreateConnectionAsync(endpoints, "login");
        }
        catch (BrokerUnreachableException exception)
            when (exception.GetBaseException() is AuthenticationFailureException
                || exception.InnerException is AggregateException nodesFailed
                    && nodesFailed.InnerExceptions.Any(one => one.GetBaseException() is AuthenticationFailureException)
            )
        {
            // Without the cause, which MassTransit looks for.
            throw new ConnectionException(
                $"RabbitMQ refuses the user {factory.UserName} with the password of ConnectionStrings:RabbitMq."
            );
        }
    }
}
