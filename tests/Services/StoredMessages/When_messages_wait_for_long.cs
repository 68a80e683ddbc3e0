using System.Net.Http.Json;
using System.Text.Json;
using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.TestServers;
using MassTransit.EntityFrameworkCoreIntegration;
using Shouldly;

namespace EventDriven.Services.Tests.StoredMessages;

public sealed class When_messages_wait_for_long(Servers servers)
{
    [Theory, InlineData(DatabaseKind.Postgres), InlineData(DatabaseKind.Sqlite)]
    public async Task The_process_is_degraded_and_stays_in_service(DatabaseKind database)
    {
        await using var host = await EntryApiHost.StartAsync(database.ToString(), servers);
        await Eventually.Holds(async () => (await Health(host)).GetProperty("status").GetString() == "Healthy");

        await host.Query(db =>
        {
            db.AddRange(Row(visible: true), Row(visible: false), Row(visible: false), Row(visible: false));
            return db.SaveChangesAsync(TestContext.Current.CancellationToken);
        });

        await Eventually.Holds(async () => (await Health(host)).GetProperty("status").GetString() == "Degraded");
        var health = await Health(host);
        health.GetProperty("checks").GetProperty("stored-messages").GetString().ShouldBe("Degraded");
        var notes = health.GetProperty("notes").GetString().ShouldNotBeNull();
        notes.ShouldContain("EntryApi: 3 outbox messages are set aside");
        notes.ShouldContain("EntryApi: 1 outbox messages wait, the oldest for 0.02:0");
    }

    private static async Task<JsonElement> Health(EntryApiHost host)
    {
        using var response = await host.Get("/health/ready");
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    /// <summary>Sent two hours ago; one that waits is visible in five minutes, so that none sends it yet.</summary>
    private static OutboxMessage Row(bool visible) =>
        new()
        {
            MessageId = Guid.NewGuid(),
            SentTime = DateTime.UtcNow.AddHours(-2),
            VisibleTime = visible ? DateTime.UtcNow.AddMinutes(5) : null,
            ContentType = "application/vnd.masstransit+json",
            MessageType = "urn:message:nothing",
            Body = "{}",
        };
}
