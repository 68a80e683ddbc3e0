using System.Net.Security;
using System.Net.Sockets;
using EventDriven.EndToEnd.Tests.Hosting;
using EventDriven.TestServers;
using Npgsql;
using Shouldly;
using Xunit;

namespace EventDriven.EndToEnd.Tests;

/// <summary>
/// Under a stream of orders, all certificates are renewed, and the passwords of one service. The servers have the new
/// passwords before the service has.
/// </summary>
public sealed class When_certificates_and_passwords_are_rotated
{
    private const string Rabbit = "ConnectionStrings__RabbitMq";
    private const string Payments = "ConnectionStrings__Payments";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_order_ends_as_expected()
    {
        await using var deployment = await Deployment.StartAsync("Rotated", [], Cancel, tls: true);
        var secrets = Directory.CreateTempSubdirectory("event-driven-secrets-");
        try
        {
            await GivePaymentsItsOwnUser(deployment, "first", Cancel);
            Write(deployment, secrets, "first", deployment.SettingOf(Service.Payments, Payments));
            await deployment.KillAsync(Service.Payments);
            deployment.Change(Service.Payments, "SecretsDirectory", secrets.FullName);
            await deployment.StartAsync(Cancel, Service.Payments);
            var customers = new Customers(deployment, "rotated");

            var ordering = customers.Order(60, TimeSpan.FromMilliseconds(400), Cancel);
            var certificate = await ServerCertificate(deployment.Broker.Address);
            await deployment.RenewCertificatesAsync(Cancel);
            (await ServerCertificate(deployment.Broker.Address)).ShouldNotBe(certificate);
            await GivePaymentsItsOwnUser(deployment, "second", Cancel);
            await deployment.ChangePasswordAsync("Payments", "second", Cancel);
            await deployment.CloseConnectionsAsync(Cancel);
            await Eventually.Holds(
                async () =>
                    (await deployment.Readiness(Cancel))[Service.Payments].StartsWith("503", StringComparison.Ordinal),
                "Payments is refused"
            );
            var changed = new NpgsqlConnectionStringBuilder(deployment.SettingOf(Service.Payments, Payments))
            {
                Password = "second",
            };
            Write(deployment, secrets, "second", changed.ConnectionString);
            await Eventually.Holds(
                async () =>
                    (await deployment.Readiness(Cancel)).Values.All(answer =>
                        answer.StartsWith("200", StringComparison.Ordinal)
                    ),
                "every service is ready"
            );
            await ordering;

            await customers.Decided(TimeSpan.FromMinutes(2), Cancel);
            var ended = await EndedOrder.All(deployment, customers, TimeSpan.FromMinutes(2), Cancel);
            customers.Accepted.Keys.ShouldBeSubsetOf(ended.Select(order => order.Seen.OrderId));
            ended.Where(order => !order.EndedAsItMust).Select(order => order.ToString()).ShouldBeEmpty();
            (await deployment.FailedMessages(Cancel)).ShouldBeEmpty();
            deployment.Ended().ShouldBeEmpty();
        }
        finally
        {
            secrets.Delete(recursive: true);
        }
    }

    private static async Task<string> ServerCertificate(Uri broker)
    {
        using var client = new TcpClient(broker.Host, broker.Port);
#pragma warning disable CA5359 // Whatever it is.
        await using var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
        await stream.AuthenticateAsClientAsync(broker.Host);
        return stream.RemoteCertificate!.GetSerialNumberString();
    }

    private static async Task GivePaymentsItsOwnUser(Deployment deployment, string password, CancellationToken cancel)
    {
        var broker = deployment.Broker;
        await broker.PutAsync("users/payments", new { password, tags = "" }, cancel);
        var everything = new
        {
            configure = ".*",
            write = ".*",
            read = ".*",
        };
        await broker.PutAsync($"permissions/{broker.Address.AbsolutePath[1..]}/payments", everything, cancel);
    }

    // Each file at once, as an operator does.
    private static void Write(Deployment deployment, DirectoryInfo secrets, string password, string database)
    {
        var broker = new UriBuilder(deployment.Broker.Address) { UserName = "payments", Password = password };
        foreach (var (setting, value) in new[] { (Rabbit, broker.Uri.AbsoluteUri), (Payments, database) })
        {
            var file = Path.Combine(secrets.FullName, setting);
            File.WriteAllText($"{file}.new", value);
            File.Move($"{file}.new", file, overwrite: true);
        }
    }
}
