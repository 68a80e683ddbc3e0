using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using EventDriven.Contracts;
using EventDriven.Notifications;
using EventDriven.Operations.Domain;
using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.Services.Tests.Notifications;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using RabbitMQ.Client;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

public sealed class When_a_message_comes_to_rest(SharedHosts hosts) : IClassFixture<SharedHosts>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("distributed")]
    [InlineData("embedded")]
    public async Task One_that_a_consumer_failed_at_is_taken_in_with_all_that_is_known_of_it(string how)
    {
        var host = await hosts.FailedMessages(isEmbedded: how == "embedded");
        var (orderId, before) = (Guid.NewGuid(), DateTimeOffset.UtcNow);

        var messageId = await host.Send(Clumsy.Command(orderId));

        var failed = (await host.TakenIn(messageId)).ShouldHaveSingleItem();
        failed.Queue.ShouldBe("shipping");
        failed.RestedIn.ShouldBe("shipping_error");
        failed.MessageType.ShouldBe("urn:message:shipping.book-shipment");
        failed.OrderId.ShouldBe(orderId);
        failed.ExceptionType.ShouldBe("System.InvalidOperationException");
        failed.ExceptionMessage.ShouldBe("The carrier's form has no field for Berlin.");
        failed.StackTrace.ShouldNotBeNull().ShouldContain(nameof(Clumsy));
        failed.ContentType.ShouldBe("application/vnd.masstransit+json");
        failed.FailedAt.ShouldBeInRange(before.AddSeconds(-1), failed.TakenInAt);
        failed.Status.ShouldBe(FailedMessageStatus.Waiting);
        failed.PutBacks.ShouldBe(0);
        ((string?)JsonNode.Parse(failed.Headers)!["MT-Fault-ExceptionType"]).ShouldBe(
            "System.InvalidOperationException"
        );
        ((string?)JsonNode.Parse(failed.Body)!["message"]!["orderId"]).ShouldBe($"{orderId}");
    }

    [Theory]
    [InlineData("distributed")]
    [InlineData("embedded")]
    public async Task One_that_nobody_handles_is_taken_in(string how)
    {
        var host = await hosts.FailedMessages(isEmbedded: how == "embedded");
        var orderId = Guid.NewGuid();

        var messageId = await host.Send(Clumsy.Unknown(orderId));

        var failed = (await host.TakenIn(messageId)).ShouldHaveSingleItem();
        failed.Queue.ShouldBe("shipping");
        failed.RestedIn.ShouldBe("shipping_skipped");
        failed.MessageType.ShouldBe("urn:message:payments.void-payment");
        failed.OrderId.ShouldBe(orderId);
        failed.ExceptionType.ShouldBeEmpty();
        failed.ExceptionMessage.ShouldBe("No consumer of shipping handles this message.");
    }

    [Fact]
    public async Task One_that_the_broker_has_given_up_is_taken_in()
    {
        var host = await hosts.FailedMessages();
        var body =
            """
            {"messageId":"0f8fad5b-d9cb-469f-a165-70867728950e",
            "messageType":["urn:message:payments.void-payment"],"message":{}}
            """u8.ToArray();

        await DeadLetter(host, Queues.Payments, body);

        var failed = (await host.TakenIn(Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"))).ShouldHaveSingleItem();
        failed.Queue.ShouldBe("payments");
        failed.RestedIn.ShouldBe("payments_dead_letter");
        failed.MessageType.ShouldBe("urn:message:payments.void-payment");
        failed.ExceptionMessage.ShouldBe("Dead-lettered by the broker: rejected.");
        ((string?)JsonNode.Parse(failed.Headers)!["x-death"]![0]!["queue"]).ShouldBe("payments");
    }

    [Fact]
    public async Task One_that_is_no_message_at_all_is_taken_in_byte_for_byte()
    {
        var host = await hosts.FailedMessages();
        byte[] body = [0xFF, 0x00, .. Encoding.UTF8.GetBytes("{ no JSON")];

        await host.OnChannel(async channel =>
        {
            await channel.BasicPublishAsync(
                Queues.Shipping,
                "",
                mandatory: true,
                new BasicProperties { ContentType = "text/plain" },
                body,
                Cancel
            );
            return true;
        });

        var failed = (await WithBody(host, body)).ShouldHaveSingleItem();
        failed.ContentType.ShouldBe("text/plain");
        failed.MessageType.ShouldBeEmpty();
        failed.MessageId.ShouldBeNull();
        failed.ExceptionType.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Of_those_without_an_id_each_is_taken_in_though_they_are_alike()
    {
        var host = await hosts.FailedMessages();
        var body = Encoding.UTF8.GetBytes("""{"messageType":["urn:message:somebody.s"],"message":{"n":3}}""");

        for (var sent = 0; sent < 3; sent++)
            await host.Rest(
                "shipping_skipped",
                new BasicProperties { ContentType = "application/vnd.masstransit+json" },
                body
            );

        await WithBody(host, body, count: 3);
        await Eventually.Holds(() => host.IsEmpty("shipping_skipped"));
    }

    [Fact]
    public async Task One_without_an_id_shows_its_earlier_attempts()
    {
        var host = await hosts.FailedMessages();
        var body = Encoding.UTF8.GetBytes("""{"messageType":["urn:message:somebody.s"],"message":{"n":1}}""");
        await host.Rest(
            "shipping_skipped",
            new BasicProperties { ContentType = "application/vnd.masstransit+json" },
            body
        );
        var first = (await WithBody(host, body)).ShouldHaveSingleItem();

        await host.Console.Submit($"/console/failed/{first.Id}", "PutBack", ("Reason", "a reader was deployed"));

        var again = (await host.FailuresOf(first.Id, count: 2))[^1];
        again.PutBacks.ShouldBe(1);
        (await host.Console.Get($"/console/failed/{again.Id}")).ShouldContain("a reader was deployed");
    }

    public static TheoryData<string, string> Oddities =>
        new()
        {
            { "header named as a property is", "" },
            { "time in milliseconds", "" },
            { "name cut within a character", "" },
            { "tables deeper than can be read", "" },
            { "member named by half a character", ""","\ud800":1""" },
            { "member that is there twice", ""","message":{"orderId":1,"orderId":2}""" },
        };

    [Theory, MemberData(nameof(Oddities))]
    public async Task One_that_nobody_would_make_is_taken_in_and_shown_and_holds_up_no_other(
        string oddity,
        string member
    )
    {
        var host = await hosts.FailedMessages();
        var messageId = Guid.NewGuid();
        var body = Encoding.UTF8.GetBytes($$$"""{"message":{"is":"{{{messageId}}}"}{{{member}}}}""");
        object? deep = 1;
        for (var depth = 0; depth < 80; depth++)
            deep = new Dictionary<string, object?> { ["in"] = deep };
        var headers = new Dictionary<string, object?>();
        if (oddity.StartsWith("header", StringComparison.Ordinal))
            headers["MessageId"] = headers["CorrelationId"] = "another";
        else if (oddity.StartsWith("time", StringComparison.Ordinal))
            headers["at"] = new AmqpTimestamp(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        else if (oddity.StartsWith("name", StringComparison.Ordinal))
            headers["MT-Fault-ExceptionType"] = new string('x', 299) + "\U0001F600";
        else if (oddity.StartsWith("tables", StringComparison.Ordinal))
            headers["deep"] = deep;

        // More than are in hand at once.
        for (var sent = 0; sent < 5; sent++)
        {
            var properties = new BasicProperties
            {
                MessageId = $"{messageId}",
                CorrelationId = $"{messageId}",
                Headers = new Dictionary<string, object?>(headers) { ["n"] = sent, ["MT-Reason"] = $"{sent}" },
            };
            await host.Rest("shipping_error", properties, body);
        }

        var taken = await WithBody(host, body, count: 5);
        if (oddity.StartsWith("tables", StringComparison.Ordinal))
            taken.ShouldAllBe(failed => failed.ExceptionMessage!.StartsWith("Only the body of this message was kept."));
        else
            taken.ShouldAllBe(failed => failed.Headers.Contains("MT-Reason"));
        if (oddity.StartsWith("time", StringComparison.Ordinal))
            taken.ShouldAllBe(failed => failed.MessageId == messageId && failed.Headers.Contains("\"at\":1"));
        (await host.Console.Get($"/console/failed/{taken[0].Id}")).ShouldContain("shipping_error");
        (await host.Console.Get("/console/failed")).ShouldContain("shipping_error");
    }

    [Fact]
    public async Task A_question_that_nobody_answered_in_time_is_no_failure()
    {
        var host = await hosts.FailedMessages();
        var body = """{"question":1}"""u8.ToArray();

        await host.OnChannel(async channel =>
        {
            await Declare(channel, Queues.Catalogue);
            await channel.BasicPublishAsync(
                "",
                Queues.Catalogue,
                mandatory: true,
                new BasicProperties { Expiration = "0" },
                body,
                Cancel
            );
            return true;
        });
        // What is rejected after it has the same way, and comes after it.
        await DeadLetter(host, Queues.Catalogue, body);

        (await WithBody(host, body))
            .ShouldHaveSingleItem()
            .ExceptionMessage.ShouldNotBeNull()
            .ShouldContain("rejected");
    }

    [Theory]
    [InlineData("a policy's")]
    [InlineData("its own")]
    public async Task An_event_that_expires_is_kept_with_its_reason(string timeToLive)
    {
        var host = await hosts.FailedMessages();
        var broker = host.VirtualHost;
        await Topology.DeployAsync(
            new ConfigurationBuilder()
                .AddEnvironmentVariables()
                .AddInMemoryCollection([new("ConnectionStrings:RabbitMq", broker.Uri.AbsoluteUri)])
                .Build(),
            [new NotificationsService()],
            Cancel
        );
        using var set = await broker.Management.PutAsJsonAsync(
            $"api/policies/{broker.Name}/hurry",
            new Dictionary<string, object>
            {
                ["pattern"] = $"^{Queues.Notifications}$",
                ["definition"] = new Dictionary<string, object>
                {
                    [timeToLive == "its own" ? "max-length" : "message-ttl"] = 2000,
                },
            },
            Cancel
        );
        set.EnsureSuccessStatusCode();
        var (orderId, messageId) = (Guid.NewGuid(), Guid.NewGuid());

        await host.Bus.Publish(
            AnEnd.Cancelled(orderId),
            publish =>
            {
                publish.MessageId = messageId;
                if (timeToLive == "its own")
                    publish.TimeToLive = TimeSpan.FromMilliseconds(1);
            },
            Cancel
        );

        var failed = (await host.TakenIn(messageId)).ShouldHaveSingleItem();
        failed.Queue.ShouldBe(Queues.Notifications);
        failed.RestedIn.ShouldBe("notifications_dead_letter");
        failed.OrderId.ShouldBe(orderId);
        failed.ExceptionMessage.ShouldBe(
            "Dead-lettered by the broker: expired. It waited longer than its own time to live, or than a policy allows."
        );
        (await host.Console.Get($"/console/failed/{failed.Id}")).ShouldContain("Dead-lettered by the broker: expired.");
    }

    [Theory]
    [InlineData("catalogue_error", "expired")]
    [InlineData("payments_dead_letter", "expired")]
    [InlineData("catalogue_dead_letter", 5)]
    public async Task Whatever_else_a_death_says_the_message_is_kept(string resting, object reason)
    {
        var host = await hosts.FailedMessages();
        var body = Encoding.UTF8.GetBytes($$$"""{"message":{"rests in":"{{{resting}}}","reason":"{{{reason}}}"}}""");
        var death = new Dictionary<string, object?>
        {
            ["reason"] = reason,
            ["queue"] = "catalogue",
            ["count"] = 1L,
        };
        var headers = new Dictionary<string, object?> { ["x-death"] = new List<object?> { death } };

        await host.Rest(resting, new BasicProperties { Headers = headers }, body);

        (await WithBody(host, body)).ShouldHaveSingleItem().RestedIn.ShouldBe(resting);
    }

    // All with this body, as soon as there are that many.
    private static async Task<List<FailedMessage>> WithBody(FailedMessagesHost host, byte[] body, int count = 1)
    {
        List<FailedMessage> found = [];
        await Eventually.Holds(async () =>
        {
            found = await host.Query(db =>
                db.FailedMessages.AsNoTracking().Where(failed => failed.Body == body).ToListAsync(Cancel)
            );
            return found.Count >= count;
        });
        found.Count.ShouldBe(count);
        return found;
    }

    private static Task<bool> DeadLetter(FailedMessagesHost host, string queue, byte[] body) =>
        host.OnChannel(async channel =>
        {
            await Declare(channel, queue);
            await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties(), body, Cancel);
            BasicGetResult? got = null;
            await Eventually.Holds(async () =>
                (got = await channel.BasicGetAsync(queue, autoAck: false, Cancel)) is not null
            );
            await channel.BasicRejectAsync(got!.DeliveryTag, requeue: false, Cancel);
            return true;
        });

    private static Task<QueueDeclareOk> Declare(IChannel channel, string queue) =>
        channel.QueueDeclareAsync(
            queue,
            durable: true,
            exclusive: false,
            autoDelete: false,
            new Dictionary<string, object?>
            {
                ["x-queue-type"] = "quorum",
                ["x-dead-letter-exchange"] = $"{queue}_dead_letter",
            },
            cancellationToken: Cancel
        );
}
