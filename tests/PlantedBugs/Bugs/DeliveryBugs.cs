namespace EventDriven.PlantedBugs;

/// <summary>The outbox and the inbox, scheduled messages, and saves that share a transaction.</summary>
internal static class DeliveryBugs
{
    private const string Outbox = "Services/Shared/Persistence/Outbox";
    private const string Consume = $"{Outbox}/OutboxTransactionConsumeContext.cs";
    private const string Tables = $"{Outbox}/OutboxTables.cs";
    private const string Scheduling = "Services/Shared/Scheduling";
    private const string Scheduler = $"{Scheduling}/DurableScheduleProvider.cs";
    private const string Relay = $"{Scheduling}/Relay.cs";
    private const string RelayTable = $"{Scheduling}/RelayTable.cs";
    private const string Group = "Services/Shared/GroupedSaves/SaveGroup.cs";

    public static readonly Bug[] All =
    [
        new(
            "send-before-commit",
            "A consumer's messages are sent at once, and not after the commit.",
            Catcher.Test("Persistence", "When_a_consumer_fails.Nothing_is_kept_and_nothing_is_published_but_the_fault"),
            new Edit(
                Consume,
                "return Task.CompletedTask; } // Only for outboxes",
                """
                return PLANTED
                        ? SendAttempt.Run(message, bus, tables.Now, CancellationToken)
                        : Task.CompletedTask;
                }

                private readonly IBus bus = (IBus)provider.GetService(typeof(IBus))!;

                // Only for outboxes
                """
            )
        ),
        new(
            "inbox-not-asked",
            "A message whose id is in the inbox is consumed again.",
            Catcher.Test("Persistence", "When_a_message_is_delivered_again.It_has_no_second_effect"),
            new Edit(
                Tables,
                "[messageId, consumerId, Now],",
                "[PLANTED ? Guid.NewGuid() : messageId, consumerId, Now],"
            )
        ),
        new(
            "stored-messages-of-a-duplicate",
            "A message that is delivered again after a crash does not send what was stored for it.",
            Catcher.Test(
                "Persistence",
                "When_a_message_is_delivered_again.What_was_stored_for_it_and_never_sent_is_sent"
            ),
            new Edit(
                Consume,
                "_outgoing = [.. stored.Where(inHand.TryTake)];",
                "_outgoing = PLANTED ? [] : [.. stored.Where(inHand.TryTake)];"
            )
        ),
        new(
            "no-lease-at-the-commit",
            "A stored message is visible to the relays of all replicas while its process sends it.",
            Catcher.Test("Persistence", "When_a_process_dies_between_commit_and_send.Its_lease_begins_with_the_commit"),
            new Edit(
                Consume,
                "var visibleTime = tables.Now + RelaySettings.FirstLease;",
                "var visibleTime = tables.Now + (PLANTED ? TimeSpan.Zero : RelaySettings.FirstLease);"
            )
        ),
        new(
            "sweep-without-a-lease",
            "A relay takes stored messages without a lease, so two replicas send the same messages.",
            Catcher.Test(
                "Persistence",
                "When_a_process_dies_between_commit_and_send.What_one_replica_takes_no_other_takes"
            ),
            new Edit(
                RelayTable,
                "TakeDueStatement(dbContext), now + settings.Lease, now, limit)",
                "TakeDueStatement(dbContext), PLANTED ? now : now + settings.Lease, now, limit)"
            )
        ),
        new(
            "removed-although-not-sent",
            "A stored message is removed although its send has failed.",
            Catcher.Test("Persistence", "When_a_stored_message_cannot_be_sent.It_is_tried_later_and_holds_up_no_other"),
            new Edit(
                Relay,
                "await RecordFailure(message, exception, isAlone);",
                """
                if (PLANTED)
                    inHand.Sent(message);
                else
                    await RecordFailure(message, exception, isAlone);
                """
            )
        ),
        new(
            "order-of-sending-lost",
            "Messages for one destination are sent at the same time, so a later one can overtake the first.",
            Catcher.Test("Persistence", "When_messages_have_one_destination.Each_waits_for_the_one_before_it"),
            new Edit($"{Scheduling}/SendOrder.cs", "if (!before.IsCompleted)", "if (!PLANTED && !before.IsCompleted)")
        ),
        new(
            "failed-insert-kept",
            "A saga whose insert has failed stays in the context, and is inserted again with the next save.",
            Catcher.Test(
                "Persistence",
                "When_starts_of_one_order_arrive_at_once.They_make_one_saga_when_the_instance_is_inserted_first"
            ),
            new Edit(
                "Services/Shared/Persistence/Sagas/ConsumedSagaRepositoryContext.cs",
                "CancellationToken); Forget(instance);",
                """
                CancellationToken);
                if (!PLANTED)
                    Forget(instance);
                """
            )
        ),
        new(
            "cancelled-message-delivered",
            "A scheduled message that was cancelled is delivered when it is due.",
            Catcher.Test("Scheduling", "When_a_timeout_is_set.It_never_comes_once_it_is_cancelled"),
            new Edit(
                Scheduler,
                "=> Change(db => Cancel(db, tokenId), cancellationToken);",
                "=> PLANTED ? Task.CompletedTask : Change(db => Cancel(db, tokenId), cancellationToken);"
            )
        ),
        new(
            "scheduled-message-early",
            "A scheduled message is delivered with an earlier one, before it is due.",
            Catcher.Test("Scheduling", "When_a_timeout_is_set.It_comes_when_it_is_due_and_not_before"),
            new Edit(RelayTable, "var now = Now; var taken", "var now = PLANTED ? Now.AddDays(1) : Now; var taken")
        ),
        new(
            "lost-with-the-memory",
            "A message that was in an in-memory queue when the process ended is not sent again.",
            Catcher.Test(
                "Scheduling",
                "When_the_broker_dies_with_the_process.What_was_sent_and_not_handled_comes_again_at_the_next_start"
            ),
            new Edit(Relay, "if (!_isRevived)", "if (!PLANTED && !_isRevived)")
        ),
        new(
            "refused-save-reported-as-saved",
            "A save that the database has refused is reported as saved with its group.",
            Catcher.Test("GroupedSaves", "When_a_group_is_at_work.Offenders_are_taken_out_and_the_rest_is_saved"),
            new Edit(
                Group,
                "End(sorted[true], SaveOutcome.Alone);",
                "End(sorted[true], PLANTED ? SaveOutcome.Saved : SaveOutcome.Alone);"
            )
        ),
        new(
            "lost-commit-reported-as-saved",
            "A group whose connection was lost is reported as saved.",
            Catcher.Test("GroupedSaves", "When_a_group_is_at_work.Every_save_ends_as_its_transaction_did"),
            new Edit(
                Group,
                "End(saves, SaveOutcome.Unknown, failure);",
                "End(saves, PLANTED ? SaveOutcome.Saved : SaveOutcome.Unknown, failure);"
            )
        ),
        new(
            "one-row-twice-in-a-group",
            "Two saves of one row are in one group, so the second does not see the first.",
            Catcher.Test(
                "GroupedSaves",
                "When_a_group_is_at_work.Saves_of_one_row_are_never_in_one_group_and_keep_their_order"
            ),
            new Edit(
                Group,
                "if (!save.Rows.Any(row => keys.Contains(row.Key)))",
                "if (PLANTED || !save.Rows.Any(row => keys.Contains(row.Key)))"
            )
        ),
        new(
            "assumption-kept",
            "A decision that a conflict has refused is repeated with the rows that it assumed before.",
            Catcher.Test(
                "Services",
                "Payments.When_payments_runs_on_sqlite.A_void_overtakes_an_authorisation_in_flight"
            ),
            new Edit(
                "Services/Shared/ServiceDefaults/Database/GroupedDecisions.cs",
                "group.ForEach(decision => decision.Assumed = null);",
                """
                if (!PLANTED)
                    group.ForEach(decision => decision.Assumed = null);
                """
            )
        ),
        new(
            "no-concurrency-token",
            "The outcome of a step is no concurrency token, so it is overwritten by a replica that read it before.",
            Catcher.Test(
                "Services",
                "Payments.When_payments_runs_on_sqlite.A_void_overtakes_an_authorisation_in_flight"
            ),
            new Edit(
                "Services/Shared/Steps/StepsExtensions.cs",
                "HasMaxLength(60).IsConcurrencyToken();",
                "HasMaxLength(60).IsConcurrencyToken(!PLANTED);"
            )
        ),
    ];
}
