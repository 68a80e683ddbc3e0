namespace EventDriven.PlantedBugs;

/// <summary>The entry API, the console and the mails.</summary>
internal static class ReadModelBugs
{
    private const string Console = "Services/Operations/Orders/OrderProjection.cs";

    public static readonly Bug[] All =
    [
        new(
            "last-message-wins",
            "The console shows the state of the message that arrived last, and not of the highest sequence.",
            Catcher.Explorer,
            new Edit(Console, "if (said.Sequence > order.Sequence)", "if (PLANTED || said.Sequence > order.Sequence)")
        ),
        new(
            "wait-of-an-earlier-message",
            "The console shows a wait that has ended, because its message arrived late.",
            Catcher.Explorer,
            new Edit(
                Console,
                "if (said.Sequence < order.WaitSequence ||",
                "if (!PLANTED && said.Sequence < order.WaitSequence ||"
            )
        ),
        new(
            "state-since-the-last-message",
            "The console takes the time of a note for the time at which the state began.",
            Catcher.Test(
                "Services",
                "Operations.When_the_console_hears_of_an_order.A_note_by_a_replica_that_is_behind_does_not_move_the_end"
            ),
            new Edit(
                Console,
                "var since = said.StateSince?.ToUniversalTime() ?? (isSame",
                "var since = (PLANTED ? null : said.StateSince?.ToUniversalTime()) ?? (isSame"
            )
        ),
        new(
            "personal-data-in-the-export",
            "The console exports the texts in an order's messages as they are.",
            Catcher.Test(
                "Services",
                "Operations.When_an_orders_messages_are_downloaded.Each_has_its_outcome_and_no_personal_data"
            ),
            new Edit(
                "Services/Operations/Failed/PersonalData.cs",
                "if (!isShown && value.TryGetValue<string>(out _))",
                "if (!PLANTED && !isShown && value.TryGetValue<string>(out _))"
            )
        ),
        new(
            "end-before-the-timeline",
            "The entry API shows the end of an order before the entries that led to it.",
            Catcher.Explorer,
            new Edit(
                "Services/EntryApi/Consumers/TimelineProjection.cs",
                "&& known.All(other => other.Epoch <= entry.Epoch)",
                "&& (PLANTED || known.All(other => other.Epoch <= entry.Epoch)"
            ),
            new Edit(
                "Services/EntryApi/Consumers/TimelineProjection.cs",
                "== entry.Sequence - 1;",
                "== entry.Sequence - 1);"
            )
        ),
        new(
            "entry-applied-twice",
            "A read model adds an entry again that it has, and only the key refuses it.",
            Catcher.Test(
                "Services",
                "Operations.When_the_console_hears_of_an_order.An_entry_that_is_delivered_again_is_not_tried_at_the_key"
            ),
            new Edit(
                "Services/Shared/ServiceDefaults/Database/Projection.cs",
                "if (known?.Find(said) is { } before)",
                "if (!PLANTED && known?.Find(said) is { } before)"
            )
        ),
        new(
            "idempotency-key-reused",
            "A client's idempotency key with another body is answered with the first order.",
            Catcher.Test(
                "Services",
                "EntryApi.When_a_command_is_sent_again.With_another_body_it_is_refused_and_changes_nothing"
            ),
            new Edit(
                "Services/EntryApi/Application/PlaceOrderHandler.cs",
                "&& first.Fingerprint.AsSpan().SequenceEqual(order.Fingerprint)",
                "&& (PLANTED || first.Fingerprint.AsSpan().SequenceEqual(order.Fingerprint))"
            )
        ),
        new(
            "mail-of-each-kind",
            "An order gets one mail for each kind of end, instead of one mail.",
            Catcher.Test(
                "Services",
                "Notifications.When_an_end_is_told_again.A_second_end_of_the_same_order_is_not_told"
            ),
            new Edit(
                "Services/Notifications/Domain/OrderNotifier.cs",
                "Name = Step,",
                "Name = PLANTED ? email.Ending[..Math.Min(40, email.Ending.Length)] : Step,"
            )
        ),
    ];
}
