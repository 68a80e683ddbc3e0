using System.Text;
using System.Text.Json.Nodes;
using EventDriven.Contracts;
using EventDriven.Operations.Domain;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;
using RabbitMQ.Client;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

public sealed class When_a_message_comes_to_rest(Servers servers)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("distributed")]
    [InlineData("embedded")]
    public async Task One_that_a_consumer_failed_at_is_taken_in_with_all_that_is_known_of_it(string how)
    {
        await using var host = await FailedMessagesHost.Start(how == "embedded" ? null : servers);
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
        ((string?)JsonNode.Parse(failed.Headers)!["MT-Fault-ExceptionType"]).ShouldBe("System.InvalidOperationException");
        ((string?)JsonNode.Parse(failed.Body)!["message"]!["orderId"]).ShouldBe($"{orderId}");
    }

    [Theory]
    [InlineData("distributed")]
    [InlineData("embedded")]
    public async Task One_that_nobody_handles_is_taken_in(string how)
    {
        await using var host = await FailedMessagesHost.Start(how == "embedded" ? null : servers);
        var orderId = Guid.NewGuid();

        var messageId = await host.Send(Clumsy.Unknown(orderId));

        var failed = (await host.TakenIn(messageId)).ShouldHaveSingleItem();
        failed.Queue.ShouldBe("shipping");
        failed.RestedIn.ShouldBe("shipping_skipped");
        failed.MessageType.ShouldBe("urn:message:payments.void-payment");
        failed.OrderId.ShouldBe(orderId);
        failed.ExceptionType.ShouldBeEmpty();
        failed.ExceptionMessage.ShouldBe("Nobody who reads shipping handles this message.");
    }

    [Fact]
    public async Task One_that_the_broker_has_given_up_is_taken_in()
    {
        await using var host = await FailedMessagesHost.Start(servers);
        var body = """{"messageId":"0f8fad5b-d9cb-469f-a165-70867728950e","messageType":["urn:message:payments.void-payment"],"message":{}}"""u8.ToArray();

        await DeadLetter(host, Queues.Payments, body);

        var failed = (await host.TakenIn(Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"))).ShouldHaveSingleItem();
        failed.Queue.ShouldBe("payments");
        failed.RestedIn.ShouldBe("payments_dead_letter");
        failed.MessageType.ShouldBe("urn:message:payments.void-payment");
        failed.ExceptionMessage.ShouldBe("The broker gave the message up: rejected.");
        ((string?)JsonNode.Parse(failed.Headers)!["x-death"]![0]!["queue"]).ShouldBe("payments");
    }

    [Fact]
    public async Task One_that_is_no_message_at_all_is_taken_in_byte_for_byte()
    {
        await using var host = await FailedMessagesHost.Start(servers);
        byte[] body = [0xFF, 0x00, .. Encoding.UTF8.GetBytes("{ no JSON")];

        await host.OnChannel(async channel =>
        {
            await channel.BasicPublishAsync(Queues.Shipping, "", mandatory: true, new BasicProperties { ContentType = "text/plain" }, body, Cancel);
            return true;
        });

        await Eventually.Holds(() => host.Query(db => db.FailedMessages.AnyAsync(Cancel)));
        var failed = await host.Query(db => db.FailedMessages.SingleAsync(Cancel));
        failed.Body.ShouldBe(body);
        failed.ContentType.ShouldBe("text/plain");
        failed.MessageType.ShouldBeEmpty();
        failed.MessageId.ShouldBeNull();
        failed.ExceptionType.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_question_that_nobody_answered_in_time_is_no_failure()
    {
        await using var host = await FailedMessagesHost.Start(servers);

        await host.OnChannel(async channel =>
        {
            await Declare(channel, Queues.Catalogue);
            await channel.BasicPublishAsync("", Queues.Catalogue, mandatory: true, new BasicProperties { Expiration = "0" }, "{}"u8.ToArray(), Cancel);
            return true;
        });
        // What is rejected after it has the same way, and comes after it.
        await DeadLetter(host, Queues.Catalogue, "{}"u8.ToArray());

        await Eventually.Holds(() => host.Query(db => db.FailedMessages.AnyAsync(Cancel)));
        (await host.Query(db => db.FailedMessages.ToListAsync(Cancel))).ShouldHaveSingleItem().ExceptionMessage.ShouldNotBeNull().ShouldContain("rejected");
    }

    private static Task<bool> DeadLetter(FailedMessagesHost host, string queue, byte[] body) => host.OnChannel(async channel =>
    {
        await Declare(channel, queue);
        await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties(), body, Cancel);
        BasicGetResult? got = null;
        await Eventually.Holds(async () => (got = await channel.BasicGetAsync(queue, autoAck: false, Cancel)) is not null);
        await channel.BasicRejectAsync(got!.DeliveryTag, requeue: false, Cancel);
        return true;
    });

    private static Task<QueueDeclareOk> Declare(IChannel channel, string queue) => channel.QueueDeclareAsync(
        queue, durable: true, exclusive: false, autoDelete: false,
        new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-dead-letter-exchange"] = $"{queue}_dead_letter" },
        cancellationToken: Cancel);
}
