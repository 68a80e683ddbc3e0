using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EventDriven.Contracts;
using EventDriven.Contracts.Operations;
using EventDriven.Operations.Domain;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;
using RabbitMQ.Client;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

public sealed class When_a_failed_message_is_put_back(Servers servers)
{
    [Theory]
    [InlineData("distributed")]
    [InlineData("embedded")]
    public async Task It_is_consumed_under_the_id_that_it_had_once_however_often_the_form_is_posted(string how)
    {
        await using var host = await FailedMessagesHost.Start(how == "embedded" ? null : servers);
        var failed = await host.FailOnce();
        host.Shipping.Fails = false;

        var form = await host.Console.FormOf($"/console/failed/{failed.Id}", "PutBack");
        var asked = await host.Console.Ask(form, ("Reason", "the form has the field now"));
        (await host.Console.Ask(form, ("Reason", "the form has the field now"))).ShouldBe(asked);

        await Eventually.Holds(() => host.Shipping.Handled.Count > 0);
        var (command, messageId) = host.Shipping.Handled.First();
        messageId.ShouldBe(failed.MessageId);
        command.OrderId.ShouldBe(failed.OrderId!.Value);
        command.ShipTo.City.ShouldBe("Berlin");
        var action = await host.Done(asked);
        (action.Operator, action.Action, action.Reason, action.Outcome, action.OrderId).ShouldBe(
            ("an-operator", "PutBack", "the form has the field now", "1 message retried.", failed.OrderId)
        );
        (await host.TakenIn(failed.MessageId!.Value))
            .ShouldHaveSingleItem()
            .Status.ShouldBe(FailedMessageStatus.PutBack);
        await host.HandledAre(1);
    }

    [Fact]
    public async Task It_is_consumed_once_though_two_operators_decide_on_it()
    {
        await using var host = await FailedMessagesHost.Start(servers: null);
        var failed = await host.FailOnce();
        host.Shipping.Fails = false;
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());

        await host.Ask(PutBack(first, failed));
        await host.Ask(PutBack(second, failed));

        await host.Done(first);
        (await host.Done(second)).Outcome.ShouldBe("1 message skipped: already retried or discarded.");
        await host.HandledAre(1);
    }

    [Theory]
    [InlineData("distributed")]
    [InlineData("embedded")]
    public async Task It_is_taken_in_once_more_when_it_fails_again_and_shows_what_was_done_before(string how)
    {
        await using var host = await FailedMessagesHost.Start(how == "embedded" ? null : servers);
        var failed = await host.FailOnce();

        await host.Console.Submit($"/console/failed/{failed.Id}", "PutBack", ("Reason", "the carrier said so"));

        var attempts = await host.TakenIn(failed.MessageId!.Value, count: 2);
        attempts.Select(attempt => attempt.Status).ShouldBe([FailedMessageStatus.PutBack, FailedMessageStatus.Waiting]);
        attempts[1].PutBacks.ShouldBe(1);
        (await host.Console.Get($"/console/failed/{attempts[1].Id}")).ShouldContain("the carrier said so");
    }

    [Fact]
    public async Task One_that_nobody_handles_is_told_from_itself_when_it_comes_back()
    {
        await using var host = await FailedMessagesHost.Start(servers);
        var messageId = await host.Send(Clumsy.Unknown(Guid.NewGuid()));
        var skipped = (await host.TakenIn(messageId))[0];

        await host.Ask(PutBack(Guid.NewGuid(), skipped));

        (await host.TakenIn(messageId, count: 2))[1].PutBacks.ShouldBe(1);
    }

    [Fact]
    public async Task It_is_refused_when_it_has_failed_again_each_of_five_times()
    {
        await using var host = await FailedMessagesHost.Start(servers: null);
        var failed = await FailAgain(host, times: 5);

        var page = await host.Console.Get($"/console/failed/{failed.Id}");
        page.ShouldContain("This message was retried 5 times unchanged and failed each time.");
        var actionId = Guid.NewGuid();
        await host.Ask(PutBack(actionId, failed));

        (await host.Done(actionId)).Outcome.ShouldStartWith("1 message skipped: retried 5 times unchanged already.");
        (await host.TakenIn(failed.MessageId!.Value))[^1].Status.ShouldBe(FailedMessageStatus.Waiting);
    }

    [Fact]
    public async Task It_may_be_put_back_again_and_again_once_it_has_been_edited()
    {
        await using var host = await FailedMessagesHost.Start(servers: null);
        var failed = await FailAgain(host, times: 5);

        await host.Ask(
            PutBack(Guid.NewGuid(), failed) with
            {
                Body = Edited(failed, message => message["shipTo"]!["city"] = "Hamburg"),
            }
        );

        var again = (await host.TakenIn(failed.MessageId!.Value, count: 7))[^1];
        again.PutBacks.ShouldBe(0);
        again.ExceptionMessage.ShouldNotBeNull().ShouldContain("Hamburg");
    }

    [Fact]
    public async Task It_is_tried_as_often_as_any_other_when_it_had_been_redelivered_in_vain()
    {
        await using var host = await FailedMessagesHost.Start(servers: null, redelivers: true);
        var sent = await host.Send(Clumsy.Command(Guid.NewGuid()));
        var failed = (await host.FailuresOf(sent))[0];
        failed.MessageId.ShouldNotBe(sent, "each redelivery is to have another id");
        host.Shipping.Tries.ShouldBe(3);

        await host.Ask(PutBack(Guid.NewGuid(), failed));

        await host.FailuresOf(sent, count: 2);
        host.Shipping.Tries.ShouldBe(6);
    }

    [Fact]
    public async Task It_is_known_by_its_first_id_though_it_comes_back_under_others()
    {
        await using var host = await FailedMessagesHost.Start(servers: null, redelivers: true);
        var sent = await host.Send(Clumsy.Command(Guid.NewGuid()));
        for (var time = 1; time <= 5; time++)
            await host.Ask(PutBack(Guid.NewGuid(), (await host.FailuresOf(sent, count: time))[^1]));

        var failures = await host.FailuresOf(sent, count: 6);

        failures.Select(failure => failure.PutBacks).ShouldBe([0, 1, 2, 3, 4, 5]);
        failures.Select(failure => failure.MessageId).Distinct().Count().ShouldBe(6);
        var page = await host.Console.Get($"/console/failed/{failures[^1].Id}");
        page.ShouldContain("This message was retried 5 times unchanged and failed each time.");
        page.ShouldContain($"/console/failed/{failures[0].Id}");
        foreach (var id in new[] { sent, failures[^1].MessageId })
            (await host.Console.Get($"/console/failed/messages?q={id}")).ShouldContain("1 message, latest first");
    }

    [Fact]
    public async Task As_many_are_put_back_as_fit_in_memory_and_the_others_are_left()
    {
        await using var host = await FailedMessagesHost.Start(servers: null);
        host.Shipping.Fails = false;
        var failed = new List<FailedMessage>();
        while (failed.Count < 3)
            failed.Add(await host.Keep(Envelope(padding: 6 * 1024 * 1024)));
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());

        await host.Ask(PutBack(first, [.. failed]));
        (await host.Done(first)).Outcome.ShouldBe(
            "2 messages retried. 1 message not retried yet: too large to be sent with the others. Retry again."
        );
        await host.HandledAre(2);
        await host.Ask(PutBack(second, [.. failed]));

        (await host.Done(second)).Outcome.ShouldBe(
            "1 message retried. 2 messages skipped: already retried or discarded."
        );
        await host.HandledAre(4);
    }

    [Fact]
    public async Task One_that_is_larger_than_what_fits_is_put_back_alone()
    {
        await using var host = await FailedMessagesHost.Start(servers: null);
        host.Shipping.Fails = false;
        var actionId = Guid.NewGuid();

        await host.Ask(PutBack(actionId, await host.Keep(Envelope(padding: 17 * 1024 * 1024))));

        (await host.Done(actionId)).Outcome.ShouldBe("1 message retried.");
        await host.HandledAre(1);
    }

    [Fact]
    public async Task One_whose_kind_of_content_cannot_be_read_holds_up_no_other()
    {
        await using var host = await FailedMessagesHost.Start(servers: null);
        host.Shipping.Fails = false;
        var (odd, other, actionId) = (
            await host.Keep(Envelope(), contentType: "application/json; boundary=\"cut o"),
            await host.Keep(Envelope()),
            Guid.NewGuid()
        );

        await host.Ask(PutBack(actionId, odd, other));

        (await host.Done(actionId)).Outcome.ShouldBe(
            "1 message retried. A message without a readable content type cannot be retried."
        );
        await host.HandledAre(1);
        (
            await host.Query(db =>
                db.FailedMessages.SingleAsync(message => message.Id == odd.Id, TestContext.Current.CancellationToken)
            )
        ).Status.ShouldBe(FailedMessageStatus.Waiting);
    }

    [Fact]
    public async Task One_with_a_header_of_the_same_name_as_the_transports_own_holds_up_no_other()
    {
        await using var host = await FailedMessagesHost.Start(servers);
        host.Shipping.Fails = false;
        await host.Rest(
            "shipping_error",
            new BasicProperties { Headers = new Dictionary<string, object?> { ["CorrelationId"] = 5 } },
            Envelope()
        );
        await Eventually.Holds(() =>
            host.Query(db => db.FailedMessages.AnyAsync(TestContext.Current.CancellationToken))
        );
        var (odd, actionId) = (
            await host.Query(db => db.FailedMessages.SingleAsync(TestContext.Current.CancellationToken)),
            Guid.NewGuid()
        );

        await host.Ask(PutBack(actionId, odd));

        (await host.Done(actionId)).Outcome.ShouldBe("1 message retried.");
        await host.HandledAre(1);
    }

    [Fact]
    public async Task Those_of_a_group_are_put_back_together_and_those_that_go_round_are_passed_over()
    {
        await using var host = await FailedMessagesHost.Start(servers: null);
        var looping = await FailAgain(host, times: 5);
        var others = new[] { await host.FailOnce(), await host.FailOnce() };
        host.Shipping.Fails = false;
        var address =
            $"/console/failed/messages?restedIn=shipping_error&type={Uri.EscapeDataString(looping.MessageType)}"
            + $"&exception={looping.ExceptionType}";

        var page = await host.Console.SubmitForm(address, "PutBack", ("Which", "all"), ("Reason", "repaired"));

        await Eventually.Holds(() => host.Shipping.Handled.Count == 2);
        host.Shipping.Handled.Select(handled => handled.MessageId)
            .ShouldBe(others.Select(other => other.MessageId), ignoreOrder: true);
        (await host.TakenIn(looping.MessageId!.Value))[^1].Status.ShouldBe(FailedMessageStatus.Waiting);
        (await host.Console.Get(page)).ShouldContain("2 messages retried. 1 message skipped: retried");
    }

    [Fact]
    public async Task All_that_were_found_are_those_that_the_page_was_made_of()
    {
        await using var host = await FailedMessagesHost.Start(servers: null);
        var seen = await host.FailOnce();
        var form = await host.Console.FormOf("/console/failed/messages", "PutBack");
        var later = await host.FailOnce();

        var asked = await host.Console.Ask(form, ("Which", "all"), ("Reason", "repaired"));

        (await host.Done(asked)).Outcome.ShouldStartWith("1 message retried");
        (await host.TakenIn(seen.MessageId!.Value))[0].Status.ShouldBe(FailedMessageStatus.PutBack);
        (await host.TakenIn(later.MessageId!.Value))
            .ShouldHaveSingleItem()
            .Status.ShouldBe(FailedMessageStatus.Waiting);
    }

    [Fact]
    public async Task What_is_written_instead_is_checked_against_the_contract_and_then_consumed()
    {
        await using var host = await FailedMessagesHost.Start(servers);
        var failed = await host.FailOnce();
        host.Shipping.Fails = false;
        var address = $"/console/failed/{failed.Id}";
        var text = Edited(failed, message => message["shipTo"]!["city"] = "Hamburg");

        (await Edit(text.Replace("\"lines\"", "\"rows\"", StringComparison.Ordinal))).ShouldContain(
            "'rows' could not be mapped"
        );
        (await Edit(Edited(failed, message => message.AsObject().Remove("lines")))).ShouldContain(
            "missing required properties including: 'lines'"
        );
        (await Edit(Edited(failed, message => message["orderId"] = "none"))).ShouldContain(
            "orderId: The JSON value could not be converted to Guid"
        );
        (await Edit(text[..^3])).ShouldContain("This is not JSON. Line ");
        (await Edit(Edited(failed, message => message["orderId"] = $"{Guid.NewGuid()}"))).ShouldContain(
            $"The message belongs to the order {failed.OrderId}; its order cannot be changed."
        );
        (await Edit(Edited(failed, message => message["shipTo"]!["city"] = "Berlin"))).ShouldContain(
            "The message was not changed."
        );
        (
            await Edit(
                text.Replace("Berlin", @"\ud800", StringComparison.Ordinal)
                    .Replace("Hamburg", @"\ud800", StringComparison.Ordinal)
            )
        ).ShouldContain("The text contains half a character");
        // Also in an element that the message did not have.
        (
            await Edit(text.Replace("[]", @"[{""sku"": ""\ud800"", ""quantity"": 1}]", StringComparison.Ordinal))
        ).ShouldContain("The text contains half a character");
        (await host.TakenIn(failed.MessageId!.Value))
            .ShouldHaveSingleItem()
            .Status.ShouldBe(FailedMessageStatus.Waiting);
        await Edit(text);

        await Eventually.Holds(() => host.Shipping.Handled.Count > 0);
        var (command, messageId) = host.Shipping.Handled.Single();
        command.ShipTo.City.ShouldBe("Hamburg");
        messageId.ShouldBe(failed.MessageId);
        (await host.TakenIn(failed.MessageId!.Value))
            .ShouldHaveSingleItem()
            .Status.ShouldBe(FailedMessageStatus.PutBackEdited);
        var page = await host.Console.Get(address);
        page.ShouldContain("Body as it was retried");
        (
            page.Contains("Berlin", StringComparison.Ordinal),
            page.Contains("Hamburg", StringComparison.Ordinal)
        ).ShouldBe((false, false));
        var revealed = await host.Console.Submit(address, "Reveal", ("Reason", "to see what was changed"));
        (
            revealed.Contains("Berlin", StringComparison.Ordinal),
            revealed.Contains("Hamburg", StringComparison.Ordinal)
        ).ShouldBe((true, true));

        Task<string> Edit(string edited) =>
            host.Console.Submit(address, "PutBackEdited", ("Edited", edited), ("Reason", "a wrong city"));
    }

    [Fact]
    public async Task What_an_operator_asked_for_is_not_edited_by_another()
    {
        await using var host = await FailedMessagesHost.Start(servers: null);
        var body = Encoding.UTF8.GetBytes(
            new JsonObject
            {
                ["message"] = JsonSerializer.SerializeToNode(
                    new ActOnOrder
                    {
                        ActionId = Guid.NewGuid(),
                        OrderId = Guid.NewGuid(),
                        Action = "Cancel",
                        Reason = "a try",
                        Operator = "ann",
                        At = DateTimeOffset.UtcNow,
                    },
                    JsonSerializerOptions.Web
                ),
            }.ToJsonString()
        );
        var (asked, actionId) = (
            await host.Keep(body, messageType: "urn:message:operations.act-on-order"),
            Guid.NewGuid()
        );

        await host.Ask(
            PutBack(actionId, asked) with
            {
                Body = Encoding.UTF8.GetString(body).Replace("ann", "bob", StringComparison.Ordinal),
            }
        );

        (await host.Done(actionId)).Outcome.ShouldBe(
            "This message is not one of the contracts, or is one of the console's own: retry it unchanged."
        );
        (await host.Console.Get($"/console/failed/{asked.Id}")).ShouldNotContain("Edit it and put it back");
    }

    [Fact]
    public async Task What_is_masked_stays_what_it_is()
    {
        await using var host = await FailedMessagesHost.Start(servers: null);
        var failed = await host.FailOnce();
        host.Shipping.Fails = false;
        var masked = $$"""
            {"orderId":"{{failed.OrderId}}","lines":[],
            "shipTo":{"name":"••••••","street":"••••••","city":"Hamburg","postalCode":"••••••","country":"••••••"} }
            """;

        await host.Ask(PutBack(Guid.NewGuid(), failed) with { Body = masked });

        await Eventually.Holds(() => host.Shipping.Handled.Count > 0);
        host.Shipping.Handled.Single()
            .Command.ShipTo.ShouldBe(
                new PostalAddress
                {
                    Name = "Ada",
                    Street = "Main Street 1",
                    City = "Hamburg",
                    PostalCode = "10115",
                    Country = "DE",
                }
            );
    }

    [Fact]
    public async Task A_discarded_one_is_never_sent_again()
    {
        await using var host = await FailedMessagesHost.Start(servers: null);
        var failed = await host.FailOnce();
        host.Shipping.Fails = false;
        var (discard, putBack) = (Guid.NewGuid(), Guid.NewGuid());

        await host.Ask(
            new DiscardMessages
            {
                ActionId = discard,
                FailedMessageIds = [failed.Id],
                Reason = "a test order",
                Operator = "ann",
                At = DateTimeOffset.UtcNow,
            }
        );
        (await host.Done(discard)).Outcome.ShouldBe("1 message discarded.");
        await host.Ask(PutBack(putBack, failed));

        (await host.Done(putBack)).Outcome.ShouldBe("1 message skipped: already retried or discarded.");
        (await host.TakenIn(failed.MessageId!.Value))
            .ShouldHaveSingleItem()
            .Status.ShouldBe(FailedMessageStatus.Discarded);
        await host.HandledAre(0);
    }

    [Fact]
    public async Task What_is_done_with_those_of_several_orders_is_found_with_each()
    {
        await using var host = await FailedMessagesHost.Start(servers: null);
        var (putBack, discarded, alone) = (
            new[] { await host.FailOnce(), await host.FailOnce() },
            new[] { await host.FailOnce(), await host.FailOnce() },
            await host.FailOnce()
        );
        FailedMessage[] all = [.. putBack, .. discarded, alone];
        await host.Query(db =>
        {
            db.TrackedOrders.AddRange(
                all.Select(failed => new TrackedOrder
                {
                    OrderId = failed.OrderId!.Value,
                    SubmittedAt = failed.FailedAt,
                    State = "BookingShipment",
                    Sequence = 1,
                    StateSince = failed.FailedAt,
                    UpdatedAt = failed.FailedAt,
                    Undo = "",
                })
            );
            return db.SaveChangesAsync(TestContext.Current.CancellationToken);
        });
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        await host.Ask(PutBack(first, putBack) with { Reason = "the carrier is repaired" });
        await host.Ask(
            new DiscardMessages
            {
                ActionId = second,
                FailedMessageIds = [.. discarded.Select(failed => failed.Id)],
                Reason = "orders of a test",
                Operator = "ann",
                At = DateTimeOffset.UtcNow,
            }
        );
        await host.Done(first);
        await host.Done(second);

        foreach (var failed in all)
        {
            foreach (
                var page in new[] { $"/console/orders/{failed.OrderId}", $"/console/actions?order={failed.OrderId}" }
            )
            {
                var html = await host.Console.Get(page);
                html.Contains("the carrier is repaired", StringComparison.Ordinal)
                    .ShouldBe(putBack.Contains(failed), page);
                html.Contains("orders of a test", StringComparison.Ordinal).ShouldBe(discarded.Contains(failed), page);
            }
        }
    }

    private static byte[] Envelope(int padding = 0) =>
        Encoding.UTF8.GetBytes(
            new JsonObject
            {
                ["messageType"] = new JsonArray("urn:message:shipping.book-shipment"),
                ["headers"] = new JsonObject { ["padding"] = new string('x', padding) },
                ["message"] = JsonSerializer.SerializeToNode(Clumsy.Command(Guid.NewGuid()), JsonSerializerOptions.Web),
            }.ToJsonString()
        );

    private static PutBackMessages PutBack(Guid actionId, params FailedMessage[] failed) =>
        new()
        {
            ActionId = actionId,
            FailedMessageIds = [.. failed.Select(message => message.Id)],
            Reason = "a try",
            Operator = "ann",
            At = DateTimeOffset.UtcNow,
        };

    /// <summary>A message that has been put back so many times and failed again each time.</summary>
    private static async Task<FailedMessage> FailAgain(FailedMessagesHost host, int times)
    {
        var failed = await host.FailOnce();
        for (var time = 1; time <= times; time++)
        {
            await host.Ask(PutBack(Guid.NewGuid(), failed));
            failed = (await host.TakenIn(failed.MessageId!.Value, count: time + 1))[^1];
        }

        return failed;
    }

    private static string Edited(FailedMessage failed, Action<JsonNode> edit)
    {
        var message = JsonNode.Parse(failed.Body)!["message"]!;
        edit(message);
        return message.ToJsonString();
    }
}
