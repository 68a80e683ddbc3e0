using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EventDriven.Contracts;
using EventDriven.Contracts.Payments;
using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.Operations;
using EventDriven.TestServers;
using RabbitMQ.Client;
using Shouldly;

namespace EventDriven.Services.Tests.Broker;

/// <summary>
/// RabbitMQ takes a message's headers up to 131,072 bytes, and closes the connection over more. These messages fit as
/// they come, but not with what is added to them on their way.
/// </summary>
public sealed class When_headers_hardly_fit(SharedHosts hosts) : IClassFixture<SharedHosts>
{
    private const string Envelope = "application/vnd.masstransit+json";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The headers, what becomes of their message, and what of them is lost.</summary>
    public static TheoryData<string, string, string> Messages =>
        new()
        {
            { "one", "fails", "blob (130,7" },
            { "fifty", "fails", "h00 (2,6" },
            { "thousands", "fails", " more" },
            { "a table", "fails", "table (129," },
            { "one", "cannot be read", "blob (130,7" },
            { "one", "is not handled", "blob (130,7" },
        };

    [Theory, MemberData(nameof(Messages))]
    public async Task A_message_that_fails_reaches_the_console_with_a_note_and_holds_up_no_other(
        string headers,
        string fate,
        string lost
    )
    {
        var host = await hosts.FailedMessagesBesidePayments();
        var messageId = Guid.NewGuid();
        var body = fate == "cannot be read" ? "{ no JSON"u8.ToArray() : Body(messageId, FussyPayments.Refused);
        if (fate == "is not handled")
            body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).Replace("authorise", "void"));

        await Publish(host, messageId, Wide(headers), body);

        var failed = (await host.TakenIn(messageId)).ShouldHaveSingleItem();
        failed.RestedIn.ShouldBe(fate == "is not handled" ? "payments_skipped" : "payments_error");
        failed.Body.ShouldBe(body);
        var note = (string?)JsonNode.Parse(failed.Headers)![RestingQueues.CutHeaders];
        note.ShouldNotBeNull().ShouldContain(lost);
        note.Length.ShouldBeLessThan(500);
        (await host.Console.Get($"/console/failed/{failed.Id}")).ShouldContain("These were left out");
        host.Log.Warnings.ShouldContain(line =>
            line.Contains($"{messageId}", StringComparison.Ordinal) && line.Contains(lost, StringComparison.Ordinal)
        );
        if (fate == "fails")
        {
            failed.ExceptionType.ShouldBe("System.InvalidOperationException");
            // Where a large header was cut, there is room.
            failed.ExceptionMessage.ShouldBe(headers == "thousands" ? null : "The form has no field for this token.");
            (failed.StackTrace is null).ShouldBe(headers == "thousands");
        }

        await IsAnswered(host);
    }

    [Fact]
    public async Task Of_headers_that_fit_without_the_failures_none_is_lost()
    {
        var host = await hosts.FailedMessagesBesidePayments();
        var messageId = Guid.NewGuid();
        var header = new string('x', 128_000);

        await Publish(host, messageId, new() { ["blob"] = header }, Body(messageId, FussyPayments.Refused));

        var failed = (await host.TakenIn(messageId)).ShouldHaveSingleItem();
        ((string?)JsonNode.Parse(failed.Headers)!["blob"]).ShouldBe(header);
        failed.ExceptionMessage.ShouldBe("The form has no field for this token.");
        failed.StackTrace.ShouldBeNull();
        failed.Headers.ShouldContain("MT-Fault-StackTrace (");
    }

    [Fact]
    public async Task One_that_the_broker_gives_up_is_taken_in_with_all_of_them()
    {
        var host = await hosts.FailedMessagesBesidePayments();
        var messageId = Guid.NewGuid();
        await host.OnChannel(async channel =>
        {
            var arguments = new Dictionary<string, object?>
            {
                ["x-queue-type"] = "quorum",
                ["x-dead-letter-exchange"] = RestingQueues.DeadLettersOf(Queues.Inventory),
            };
            await channel.QueueDeclareAsync(
                Queues.Inventory,
                durable: true,
                exclusive: false,
                autoDelete: false,
                arguments,
                cancellationToken: Cancel
            );
            var properties = new BasicProperties
            {
                MessageId = $"{messageId}",
                Expiration = "1",
                Headers = Wide("one"),
            };
            await channel.BasicPublishAsync(
                "",
                Queues.Inventory,
                mandatory: true,
                properties,
                "{}"u8.ToArray(),
                Cancel
            );
            return true;
        });

        var failed = (await host.TakenIn(messageId)).ShouldHaveSingleItem();
        ((string?)JsonNode.Parse(failed.Headers)!["blob"]).ShouldNotBeNull().Length.ShouldBe(130_700);
        await IsAnswered(host);
    }

    [Fact]
    public async Task Retried_it_is_sent_without_what_was_lost()
    {
        var host = await hosts.FailedMessagesBesidePayments();
        var messageId = Guid.NewGuid();
        await Publish(host, messageId, Wide("fifty"), Body(messageId, FussyPayments.Refused));
        var first = (await host.TakenIn(messageId)).ShouldHaveSingleItem();

        await host.Console.Submit($"/console/failed/{first.Id}", "PutBack", ("Reason", "the form was corrected"));

        var again = (await host.TakenIn(messageId, count: 2))[^1];
        again.PutBacks.ShouldBe(1);
        again.Headers.ShouldContain("h49");
        again.Headers.ShouldNotContain("\"h00\"");
    }

    /// <summary>MassTransit copies the headers of an envelope to what a consumer sends.</summary>
    [Theory]
    [InlineData("tok_accepted", "payments.payment-authorised")]
    [InlineData(FussyPayments.Refused, "payments.authorise-payment.fault")]
    public async Task An_answer_that_inherits_too_much_is_sent_without_it(string token, string exchange)
    {
        var host = await hosts.FailedMessagesBesidePayments();
        var messageId = Guid.NewGuid();

        var (headers, body) = await Overhear(host, exchange, $"{messageId}", () =>
            Publish(host, messageId, [], Body(messageId, token, new string('x', 200_000)))
        );

        headers.Keys.ShouldNotContain("blob");
        Encoding.UTF8.GetString((byte[])headers[RestingQueues.CutHeaders]!).ShouldStartWith("blob (200,");
        ((string?)JsonNode.Parse(body)!["headers"]!["blob"])!.Length.ShouldBe(200_000, "the body has no such limit");
        await IsAnswered(host);
    }

    [Fact]
    public async Task What_the_outbox_sends_is_sent_without_what_does_not_fit()
    {
        var host = await hosts.FailedMessagesBesidePayments();
        var orderId = Guid.NewGuid();
        var kept = await host.Keep(
            Encoding.UTF8.GetBytes(
                JsonSerializer.Serialize(
                    new
                    {
                        messageId = Guid.NewGuid(),
                        messageType = new[] { "urn:message:shipping.book-shipment" },
                        message = Clumsy.Command(orderId),
                    },
                    JsonSerializerOptions.Web
                )
            ),
            headers: JsonSerializer.Serialize(new { blob = new string('x', 200_000), small = "kept" })
        );

        await host.Console.Submit($"/console/failed/{kept.Id}", "PutBack", ("Reason", "the form was corrected"));

        // Clumsy fails at it again.
        var failed = (await host.TakenIn(kept.MessageId!.Value, count: 2))[^1];
        failed.OrderId.ShouldBe(orderId);
        failed.Headers.ShouldContain("\"small\":\"kept\"");
        ((string?)JsonNode.Parse(failed.Headers)![RestingQueues.CutHeaders])
            .ShouldNotBeNull()
            .ShouldStartWith("blob (200,");
    }

    private static Dictionary<string, object?> Wide(string headers) =>
        headers switch
        {
            "one" => new() { ["blob"] = new string('x', 130_700) },
            "fifty" => Enumerable.Range(0, 50).ToDictionary(n => $"h{n:00}", object? (n) => new string('x', 2_600 - n)),
            "thousands" => Enumerable.Range(0, 6_200).ToDictionary(n => $"h{n:0000}", object? (_) => "0123456789"),
            "a table" => new()
            {
                ["table"] = Enumerable.Range(0, 6_150).ToDictionary(n => $"h{n:0000}", object? (_) => "0123456789"),
            },
            _ => throw new ArgumentOutOfRangeException(nameof(headers), headers, null),
        };

    private static byte[] Body(Guid messageId, string token, string? header = null) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                messageId,
                messageType = new[] { "urn:message:payments.authorise-payment" },
                message = new AuthorisePayment
                {
                    OrderId = messageId,
                    Amount = new Money { Amount = 10m, Currency = "EUR" },
                    PaymentToken = token,
                },
                headers = header is null ? [] : new Dictionary<string, string> { ["blob"] = header },
            },
            JsonSerializerOptions.Web
        );

    private static Task<bool> Publish(
        FailedMessagesHost host,
        Guid messageId,
        Dictionary<string, object?> headers,
        byte[] body
    ) =>
        host.OnChannel(async channel =>
        {
            var properties = new BasicProperties
            {
                MessageId = $"{messageId}",
                ContentType = Envelope,
                Persistent = true,
                Headers = headers,
            };
            await channel.BasicPublishAsync(Queues.Payments, "", mandatory: true, properties, body, Cancel);
            return true;
        });

    /// <summary>Another payment is authorised: the consumer still reads its queue.</summary>
    private static async Task IsAnswered(FailedMessagesHost host)
    {
        var messageId = Guid.NewGuid();
        await Overhear(host, "payments.payment-authorised", $"{messageId}", () =>
            Publish(host, messageId, [], Body(messageId, "tok_accepted"))
        );
    }

    /// <summary>The message of the exchange that contains the text, once what causes it is done.</summary>
    private static Task<(IDictionary<string, object?> Headers, string Body)> Overhear(
        FailedMessagesHost host,
        string exchange,
        string text,
        Func<Task> cause
    ) =>
        host.OnChannel(async channel =>
        {
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: Cancel);
            var queue = (await channel.QueueDeclareAsync(cancellationToken: Cancel)).QueueName;
            await channel.QueueBindAsync(queue, exchange, "", cancellationToken: Cancel);
            await cause();
            (IDictionary<string, object?>, string)? heard = null;
            await Eventually.Holds(async () =>
            {
                if (await channel.BasicGetAsync(queue, autoAck: true, Cancel) is not { } got)
                    return false;
                var body = Encoding.UTF8.GetString(got.Body.Span);
                if (!body.Contains(text, StringComparison.Ordinal))
                    return false;
                heard = (got.BasicProperties.Headers!, body);
                return true;
            });
            return heard!.Value;
        });
}
