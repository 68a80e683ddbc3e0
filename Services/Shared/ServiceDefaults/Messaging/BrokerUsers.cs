using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.Configuration;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// The services' users on RabbitMQ, from the settings <c>RabbitMq:Users:{service}</c> = <c>name:password</c>. The
/// service is written as its project is.
/// </summary>
public static class BrokerUsers
{
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromMinutes(1);

    private const string Setting = "RabbitMq:Users";

    /// <summary>Whether the settings name users. Without them, all services connect as one user.</summary>
    public static bool AreSet(IConfiguration configuration) => configuration.GetSection(Setting).Exists();

    /// <summary>
    /// Makes the users that are missing, and sets the password and permissions of all. Open connections stay open.
    /// </summary>
    /// <param name="permissions">One for each service.</param>
    /// <exception cref="StartRefusedException">
    /// A service has no user, or the management API does not answer or refuses.
    /// </exception>
    public static async Task DeployAsync(
        IConfiguration configuration,
        IReadOnlyList<BrokerPermissions> permissions,
        CancellationToken cancellationToken
    )
    {
        using var api = new ManagementApi(configuration, TimeSpan.FromSeconds(10));
        foreach (var rights in permissions)
        {
            var key = $"{Setting}:{rights.Service.Replace("-", "", StringComparison.Ordinal)}";
            if (configuration[key]?.Split(':', 2) is not [{ Length: > 0 } name, { Length: > 0 } password])
                throw new StartRefusedException(
                    $"The setting {key} must be a user and a password, of the form name:password. The users of "
                        + $"services are made for all of them or for none: without {Setting}, they connect as one."
                );

            var user = Uri.EscapeDataString(name);
            await Put(api, $"users/{user}", new { password, tags = rights.Tags }, cancellationToken);
            await Put(
                api,
                $"permissions/{Uri.EscapeDataString(api.VirtualHost)}/{user}",
                new
                {
                    configure = rights.Configure,
                    write = rights.Write,
                    read = rights.Read,
                },
                cancellationToken
            );
        }
    }

    private static async Task Put(ManagementApi api, string path, object body, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswersWithin);
        while (true)
        {
            try
            {
                using var answer = await api.SendAsync(HttpMethod.Put, path, JsonContent.Create(body), limit.Token);
                if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                    throw new StartRefusedException(
                        $"RabbitMQ's management API at {api.Address} refuses the user {api.User}: to make the "
                            + "services' users, it needs the tag 'administrator'."
                    );
                answer.EnsureSuccessStatusCode();
                return;
            }
            catch (Exception exception)
                when (exception is HttpRequestException or OperationCanceledException && !limit.IsCancellationRequested)
            {
                // It starts a moment after the broker.
                await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
            }
            catch (Exception exception)
                when (exception is HttpRequestException or OperationCanceledException
                    && !cancellationToken.IsCancellationRequested
                )
            {
                throw new StartRefusedException(
                    $"RabbitMQ's management API at {api.Address} did not make the services' users within a "
                        + $"minute ({exception.GetBaseException().Message}). Check the setting RabbitMq:Management and "
                        + "the broker's plugin rabbitmq_management."
                );
            }
        }
    }
}
