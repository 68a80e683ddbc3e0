using System.Collections;
using System.Collections.Concurrent;
using System.Data.Common;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EventDriven.Contracts;
using EventDriven.Contracts.Operations;
using EventDriven.Operations.Domain;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using RabbitMQ.Client;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

public sealed class When_an_operator_looks_at_failed_messages(Servers servers)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("distributed")]
    [InlineData("embedded")]
    public async Task They_are_grouped_by_where_what_and_why(string how)
    {
        await using var host = await FailedMessagesHost.Start(how == "embedded" ? null : servers);
        await host.FailOnce();
        await host.FailOnce();
        await host.TakenIn(await host.Send(Clumsy.Unknown(Guid.NewGuid())));

        var page = await host.Console.Get("/console/failed");

        page.ShouldMatch(
            "(?s)shipping_error.*shipping.book-shipment.*InvalidOperationException.*The carrier's form.*>2<"
        );
        page.ShouldMatch("(?s)shipping_skipped.*payments.void-payment.*Not handled");
    }

    [Theory]
    [InlineData("distributed")]
    [InlineData("embedded")]
    public async Task They_are_found_by_message_by_order_and_by_what_the_exception_said(string how)
    {
        await using var host = await FailedMessagesHost.Start(how == "embedded" ? null : servers);
        var failed = await host.FailOnce();
        await host.FailOnce();

        foreach (var found in new[] { $"{failed.MessageId}", $"{failed.OrderId}" })
            (await host.Console.Get($"/console/failed/messages?q={found}")).ShouldContain("1 message, latest first");
        (await host.Console.Get("/console/failed/messages?q=NO%20field%20for")).ShouldContain(
            "2 messages, latest first"
        );
        (await host.Console.Get("/console/failed/messages?q=Hamburg")).ShouldContain("No failed messages.");
    }

    [Fact]
    public async Task One_shows_the_order_the_exception_and_the_headers_and_masks_personal_data()
    {
        await using var host = await FailedMessagesHost.Start(servers: null);
        var failed = await host.FailOnce();

        var page = await host.Console.Get($"/console/failed/{failed.Id}");

        page.ShouldContain($"/console/orders/{failed.OrderId}");
        page.ShouldContain("System.InvalidOperationException");
        page.ShouldContain("MT-Fault-Timestamp");
        page.ShouldContain("\"city\": \"••••••\"");
        page.ShouldNotContain("Main Street 1");
    }

    [Fact]
    public async Task Personal_data_are_shown_to_who_says_why_and_that_is_kept()
    {
        await using var host = await FailedMessagesHost.Start(servers: null);
        var failed = await host.FailOnce();
        var address = $"/console/failed/{failed.Id}";

        (await host.Console.Submit(address, "Reveal", ("Reason", " "))).ShouldNotContain("Main Street 1");
        (await host.Console.Submit(address, "Reveal", ("Reason", "the carrier asks for the street"))).ShouldContain(
            "\"street\": \"Main Street 1\""
        );

        var action = await host.Query(db => db.OperatorActions.SingleAsync(Cancel));
        (action.Operator, action.Action, action.Reason, action.OrderId).ShouldBe(
            ("an-operator", "Reveal", "the carrier asks for the street", failed.OrderId)
        );
    }

    [Fact]
    public async Task Each_showing_is_kept_whatever_id_the_form_is_posted_with()
    {
        await using var host = await FailedMessagesHost.Start(servers: null);
        var failed = await host.FailOnce();
        var known = Guid.NewGuid();
        await host.Ask(
            new DiscardMessages
            {
                ActionId = known,
                FailedMessageIds = [],
                Reason = "a try",
                Operator = "ann",
                At = DateTimeOffset.UtcNow,
            }
        );
        await host.Done(known);
        var form = await host.Console.FormOf($"/console/failed/{failed.Id}", "Reveal");

        var page = await host.Console.SubmitAgain(
            form with
            {
                Fields = [.. form.Fields.Where(field => field.Name != "ActionId")],
            },
            ("ActionId", $"{known}"),
            ("Reason", "curious")
        );

        page.ShouldContain("Main Street 1");
        var shown = await host.Query(db => db.OperatorActions.SingleAsync(action => action.Action == "Reveal", Cancel));
        (shown.Operator, shown.Reason, shown.OrderId).ShouldBe(("an-operator", "curious", failed.OrderId));
        shown.Outcome.ShouldContain($"{failed.Id}");
    }

    [Fact]
    public async Task Personal_data_are_masked_wherever_they_are_said()
    {
        await using var host = await FailedMessagesHost.Start(servers);
        var headers = new Dictionary<string, object?>
        {
            ["MT-Fault-ExceptionType"] = "System.FormatException",
            ["MT-Fault-Message"] = "No house of Ada Lovelace in MAIN STREET 1, DE; ask ada@example.com.",
            ["MT-Fault-StackTrace"] = "at Letter.To(ada%40example.com) in Main Street 1",
            ["to"] = "Ada Lovelace <ada@example.com>",
        };
        await host.Rest(
            "shipping_error",
            new BasicProperties { Headers = headers },
            Encoding.UTF8.GetBytes(
                """{"message":{"shipTo":{"name":"Ada Lovelace","street":" Main Street 1","country":"DE"}}}"""
            )
        );
        await Eventually.Holds(() => host.Query(db => db.FailedMessages.AnyAsync(Cancel)));
        var id = await host.Query(db => db.FailedMessages.Select(message => message.Id).SingleAsync(Cancel));

        string[] pages = ["/console/failed", "/console/failed/messages", $"/console/failed/{id}"];
        foreach (var address in pages)
        {
            var page = await host.Console.Get(address);
            page.ShouldContain("No house of •••••• in ••••••, DE; ask ••••••");
            foreach (var said in new[] { "Lovelace", "Main Street", "ada" })
                Regex.IsMatch(page, $@"\b{said}\b", RegexOptions.IgnoreCase).ShouldBeFalse($"{said} on {address}");
        }

        var shown = await host.Console.Submit(pages[^1], "Reveal", ("Reason", "the carrier asks"));
        shown.ShouldContain("No house of Ada Lovelace in MAIN STREET 1, DE; ask ada@example.com.");
        shown.ShouldContain("at Letter.To(ada%40example.com) in Main Street 1");
        shown.ShouldContain("Ada Lovelace <ada@example.com>");
    }

    [Fact]
    public async Task Personal_data_are_masked_also_where_the_exception_was_cut_within_them()
    {
        await using var host = await FailedMessagesHost.Start(servers);
        var cut = $"{new string('.', 2037)} Main Stree";
        await host.Rest(
            "shipping_error",
            new BasicProperties
            {
                Headers = new Dictionary<string, object?> { ["MT-Fault-Message"] = cut, ["MT-Fault-StackTrace"] = cut },
            },
            Encoding.UTF8.GetBytes("""{"message":{"shipTo":{"street":"Main Street 1","city":"Mainz"}}}""")
        );
        await Eventually.Holds(() => host.Query(db => db.FailedMessages.AnyAsync(Cancel)));
        var id = await host.Query(db => db.FailedMessages.Select(message => message.Id).SingleAsync(Cancel));

        var page = await host.Console.Get($"/console/failed/{id}");

        page.ShouldContain(". ••••••");
        page.ShouldNotContain("Main Stree");
    }

    [Fact]
    public async Task Bodies_and_stack_traces_are_read_of_one_message_alone()
    {
        var reads = new Reads();
        await using var host = await FailedMessagesHost.Start(servers: null, reads);
        var failed = await host.FailOnce();
        await host.TakenIn(await host.Send(Clumsy.Unknown(Guid.NewGuid())));
        await host.Console.Get("/console/failed");

        (await reads.Of(() => host.Console.Get($"/console/failed/{failed.Id}")))
            .Count(read => read.Contains(".\"Body\"", StringComparison.Ordinal))
            .ShouldBe(1);
        (await reads.Of(() => host.Console.Get("/console/failed/messages"))).ShouldAllBe(read =>
            !read.Contains(".\"Body\"", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Groups_are_counted_by_what_their_index_has_and_told_of_at_once()
    {
        var reads = new Reads();
        await using var host = await FailedMessagesHost.Start(servers: null, reads);
        await host.FailOnce();
        await host.TakenIn(await host.Send(Clumsy.Unknown(Guid.NewGuid())));
        await host.Console.Get("/console/failed");

        var groups = await reads.Of(() => host.Console.Get("/console/failed"));

        groups.Count.ShouldBe(3, "the groups, their latest exceptions, and the number in the navigation");
        groups.ShouldAllBe(read => !read.Contains("\"Queue\"", StringComparison.Ordinal));
        groups.Count(read => read.Contains("\"MaskedMessage\"", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task What_an_operator_had_put_back_in_the_place_of_a_message_is_masked_as_that_is()
    {
        await using var host = await FailedMessagesHost.Start(servers: null);
        var page = await Kept(
            host,
            JsonSerializer.SerializeToNode(
                new PutBackMessages
                {
                    ActionId = Guid.NewGuid(),
                    FailedMessageIds = [],
                    Body = """{"email":"ada@example.com"}""",
                    Reason = "a wrong mail",
                    Operator = "ann",
                    At = default,
                },
                JsonSerializerOptions.Web
            )!
        );

        page.ShouldContain("\"body\": \"••••••\"");
        page.ShouldContain("\"reason\": \"a wrong mail\"");
        page.ShouldNotContain("ada@example.com");
    }

    [Fact]
    public async Task No_text_of_any_message_is_shown_that_may_be_of_a_person()
    {
        await using var host = await FailedMessagesHost.Start(servers: null);
        var contracts = new JsonObject(
            typeof(Queues)
                .Assembly.GetExportedTypes()
                .Where(type => type.IsDefined(typeof(EntityNameAttribute), inherit: false))
                .Select(type => KeyValuePair.Create(type.Name, (JsonNode?)Sample(type)))
        );

        var page = await Kept(host, contracts);

        // Who adds a member decides whether it is masked, or belongs here: what names an order, a product, a state or
        // who works here.
        Regex
            .Matches(page, "text of (\\w+)")
            .Select(match => match.Groups[1].Value)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ShouldBe([
                "Action",
                "AfterCancel",
                "AuthorisationId",
                "CaptureId",
                "Cause",
                "Currency",
                "CustomerId",
                "Database",
                "Ends",
                "Event",
                "From",
                "Host",
                "Kind",
                "Message", // Of OrderStatusChanged: never SubmitOrder.
                "Name",
                "Note",
                "Offered",
                "Operator",
                "Participant",
                "Queue",
                "Reason",
                "Services",
                "Sku",
                "State",
                "States",
                "Status",
                "Step",
                "To",
                "ToDo",
                "TraceId",
                "TrackingNumber",
                "Type", // Of a message.
                "Undo",
            ]);
    }

    [Fact]
    public async Task One_that_is_not_there_is_said_so()
    {
        await using var host = await FailedMessagesHost.Start(servers: null);

        (await host.Console.Get($"/console/failed/{Guid.NewGuid()}")).ShouldContain("No such message");
    }

    /// <summary>The statements that read failed messages.</summary>
    // Each text in it says what it is.
    private static JsonObject Sample(Type type) =>
        new(
            type.GetProperties()
                .Where(property => property.CanWrite)
                .Select(property =>
                    KeyValuePair.Create(
                        JsonNamingPolicy.CamelCase.ConvertName(property.Name),
                        Sample(property.PropertyType, property.Name)
                    )
                )
        );

    private static JsonNode? Sample(Type type, string member) =>
        type == typeof(string) ? JsonValue.Create($"text of {member}")
        : type.IsGenericType && type.GetInterfaces().Contains(typeof(IEnumerable))
            ? new JsonArray(Sample(type.GetGenericArguments()[^1], member))
        : type.Assembly == typeof(Queues).Assembly && type.IsClass ? Sample(type)
        : null;

    // The page of a failed message that says this.
    private static async Task<string> Kept(FailedMessagesHost host, JsonNode message)
    {
        var id = Guid.NewGuid();
        await host.Query(db =>
        {
            db.FailedMessages.Add(
                new FailedMessage
                {
                    Id = id,
                    Queue = "operations",
                    RestedIn = "operations_error",
                    MessageType = "urn:message:operations.put-back-messages",
                    ExceptionType = "",
                    Headers = "{}",
                    ContentType = "application/vnd.masstransit+json",
                    Body = Encoding.UTF8.GetBytes(new JsonObject { ["message"] = message }.ToJsonString()),
                    FailedAt = DateTimeOffset.UtcNow,
                    TakenInAt = DateTimeOffset.UtcNow,
                    PutBacks = 0,
                    Status = FailedMessageStatus.Waiting,
                }
            );
            return db.SaveChangesAsync(Cancel);
        });
        return await host.Console.Get($"/console/failed/{id}");
    }

    private sealed class Reads : DbCommandInterceptor
    {
        private readonly ConcurrentQueue<string> _statements = [];

        public async Task<IReadOnlyList<string>> Of(Func<Task> what)
        {
            _statements.Clear();
            await what();
            return [.. _statements];
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        )
        {
            if (command.CommandText.Contains("FROM \"FailedMessages\"", StringComparison.Ordinal))
                _statements.Enqueue(command.CommandText);
            return ValueTask.FromResult(result);
        }
    }
}
