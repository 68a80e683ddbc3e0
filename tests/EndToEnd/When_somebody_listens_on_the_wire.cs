using System.Text;
using EventDriven.EndToEnd.Tests.Hosting;
using EventDriven.TestServers;
using Npgsql;
using Shouldly;
using Xunit;

namespace EventDriven.EndToEnd.Tests;

/// <summary>Everything between the services and both servers is recorded.</summary>
public sealed class When_somebody_listens_on_the_wire
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_of_an_order_and_no_password_is_readable_with_TLS()
    {
        var (found, bytes) = await Listen("Encrypted", tls: true);

        bytes.ShouldBeGreaterThan(10_000);
        found.ShouldAllBe(text => text.Value == 0);
    }

    [Fact]
    public async Task All_of_it_is_readable_without_TLS()
    {
        var (found, _) = await Listen("Plaintext", tls: false);

        // The login at PostgreSQL does not send the password.
        found.Where(text => text.Value == 0).Select(text => text.Key).ShouldBe(["PostgreSQL's password"]);
    }

    private static async Task<(Dictionary<string, int> Found, long Bytes)> Listen(string name, bool tls)
    {
        List<RecordingProxy> proxies = [];
        Dictionary<int, RecordingProxy> byPort = [];
        try
        {
            await using var deployment = await Deployment.StartAsync(name, [], Cancel, tls: tls, portFor: server =>
            {
                if (!byPort.TryGetValue(server, out var proxy))
                    proxies.Add(byPort[server] = proxy = new RecordingProxy(server));
                return proxy.Port;
            });
            for (var i = 0; i < 3; i++)
            {
                var order = await deployment.Orders.Place(
                    new PlacedOrder("MUG-STONE-BLUE", Email: "overheard@example.com"),
                    Cancel
                );
                var seen = await deployment.Orders.See(order, o => o.HasEnded, TimeSpan.FromMinutes(1), Cancel);
                seen.State.ShouldBe("Completed");
            }

            using var console = await ConsolePages.SignInAsync(deployment, Cancel);
            await console.Read("/topology", Cancel);

            var broker = UserInfo(Service.Orchestrator);
            var database = new NpgsqlConnectionStringBuilder(deployment.ConnectionStrings["Orders"]);
            var found = new Dictionary<string, string>
            {
                ["the customer's address"] = "overheard@example.com",
                ["a message's type"] = "vnd.masstransit",
                ["a statement"] = "INSERT INTO",
                ["RabbitMQ's password"] = broker.Split(':')[1],
                ["RabbitMQ's password for its API"] = Convert.ToBase64String(
                    Encoding.UTF8.GetBytes(UserInfo(Service.Operations))
                ),
                ["PostgreSQL's user"] = database.Username!,
                ["PostgreSQL's password"] = database.Password!,
            }.ToDictionary(
                text => text.Key,
                text => proxies.Sum(proxy => proxy.Count(Encoding.UTF8.GetBytes(text.Value)))
            );
            return (found, proxies.Sum(proxy => proxy.Length));

            string UserInfo(string service) =>
                new Uri(deployment.SettingOf(service, "ConnectionStrings__RabbitMq")).UserInfo;
        }
        finally
        {
            proxies.ForEach(proxy => proxy.Dispose());
        }
    }
}
