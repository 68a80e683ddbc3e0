using System.Net;
using System.Net.Http.Json;
using EventDriven.Contracts;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.TestServers;
using Npgsql;
using Shouldly;

namespace EventDriven.Services.Tests.StoredMessages;

/// <summary>
/// Two entry APIs on one database, as real processes: one takes the order, cannot send, and is killed.
/// </summary>
public sealed class When_a_replica_dies_after_its_commit(Servers servers)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_other_sends_what_it_committed_and_answers_for_it()
    {
        await using var broker = await servers.CreateVirtualHostAsync("replicas", Cancelled);
        await using var database = await servers.CreateDatabaseAsync("entry", Cancelled);
        await using var wayOut = new TcpProxy(broker.Uri.Host, broker.Uri.Port);
        wayOut.Open();
        await broker.MakeQueue(Queues.Orders);
        var ofB = new Dictionary<string, string>(EntryApiHost.Issuer.Settings)
        {
            ["ConnectionStrings:EntryApi"] = database.ConnectionString,
            ["ConnectionStrings:RabbitMq"] = broker.Uri.ToString(),
        };
        var ofA = new Dictionary<string, string>(ofB)
        {
            ["ConnectionStrings:RabbitMq"] = new UriBuilder(broker.Uri) { Port = wayOut.Port }.Uri.ToString(),
        };
        var (b, clientOfB) = await ServiceExecutable.Start("EntryApi", ofB);
        await using var _ = b;
        using var __ = clientOfB;
        var (a, clientOfA) = await ServiceExecutable.Start("EntryApi", ofA);
        await using var ___ = a;
        using var ____ = clientOfA;
        await Eventually.Holds(async () =>
            (await clientOfA.GetAsync("/health/ready", Cancelled)).StatusCode == HttpStatusCode.OK
        );
        await Eventually.Holds(async () =>
            (await clientOfB.GetAsync("/health/ready", Cancelled)).StatusCode == HttpStatusCode.OK
        );

        // From here on nothing that A sends reaches the broker: what arrives there is B's, which has been alive all the
        // time.
        wayOut.Close();
        // A client that does not get A's answer any more sends the same to B, with the same key.
        clientOfA.DefaultRequestHeaders.Add("Idempotency-Key", "k-1");
        clientOfB.DefaultRequestHeaders.Add("Idempotency-Key", "k-1");
        using var accepted = await clientOfA.PostAsJsonAsync("/orders", AnOrder.Valid(), Cancelled);
        await a.Kill();

        using var again = await clientOfB.PostAsJsonAsync("/orders", AnOrder.Valid(), Cancelled);

        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        again.Headers.Location.ShouldBe(accepted.Headers.Location);
        var order = accepted.Headers.Location!.OriginalString.Split('/')[^1];
        await Eventually.Holds(async () => (await broker.Bodies(Queues.Orders)).Length > 0);
        (await broker.Bodies(Queues.Orders)).ShouldHaveSingleItem().ShouldContain(order);
        await using var sql = NpgsqlDataSource.Create(database.ConnectionString);
        await Eventually.Holds(async () =>
        {
            await using var left = sql.CreateCommand("SELECT count(*) FROM \"OutboxMessage\"");
            return await left.ExecuteScalarAsync(Cancelled) is 0L;
        });
    }
}
