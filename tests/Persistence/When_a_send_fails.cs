using EventDriven.Persistence.Tests.Application;
using EventDriven.Scheduling;
using EventDriven.TestServers;
using MassTransit;
using MassTransit.EntityFrameworkCoreIntegration;
using MassTransit.EntityFrameworkCoreIntegration.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace EventDriven.Persistence.Tests;

/// <summary>What is recorded of a message's sixth try, and what becomes of one that does not end.</summary>
public sealed class When_a_send_fails(Servers servers)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // The client's own exception, and what MassTransit makes of it.
    private static readonly Exception[] BeingClosed =
    [
        new ConnectionException("Publishing failed.", new ObjectDisposedException("channel")),
        new ConnectionException(
            "Publishing failed.",
            new OperationInterruptedException(
                new ShutdownEventArgs(ShutdownInitiator.Peer, 491, "ObjectDisposedException on channel")
            )
        ),
    ];

    private static readonly Exception Broken = new SendInterruptedException(
        new InvalidOperationException("The channel was closed.")
    );

    [Theory, EachCombination]
    public async Task A_refusal_is_a_try_and_the_delay_grows(Database database)
    {
        var row = await Recorded(database, new InvalidOperationException("Refused."));

        row.Attempts.ShouldBe(6);
        row.LastError.ShouldBe("Refused.");
        row.MayBreakChannel.ShouldBeFalse();
        row.VisibleTime.ShouldNotBeNull().ShouldBeInRange(row.SentTime.AddSeconds(32), DateTime.UtcNow.AddSeconds(32));
    }

    [Theory, EachCombination]
    public async Task A_channel_that_breaks_under_many_is_no_try_of_any_and_each_goes_alone_at_once(Database database)
    {
        var row = await Recorded(database, Broken, wasAlone: false);

        row.Attempts.ShouldBe(5);
        row.MayBreakChannel.ShouldBeTrue();
        row.VisibleTime.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(DateTime.UtcNow);
    }

    [Theory, EachCombination]
    public async Task A_channel_that_breaks_under_one_alone_is_its_own_try(Database database)
    {
        var row = await Recorded(database, Broken, wasAlone: true);

        row.Attempts.ShouldBe(6);
        row.MayBreakChannel.ShouldBeTrue();
        row.LastError.ShouldNotBeNull().ShouldContain("The channel was closed.");
        row.VisibleTime.ShouldNotBeNull().ShouldBeGreaterThan(row.SentTime.AddSeconds(31));
    }

    [Theory, EachCombination]
    public async Task An_absent_broker_is_no_try(Database database)
    {
        var row = await Recorded(database, new ConnectionException("Nobody is there."));

        row.Attempts.ShouldBe(5);
        row.MayBreakChannel.ShouldBeFalse();
        row.VisibleTime.ShouldNotBeNull("it is not given up");
    }

    [Theory, EachCombination]
    public async Task That_a_channel_was_being_closed_does_not_hide_what_closed_it(Database database)
    {
        foreach (var closing in BeingClosed)
        {
            var row = await Recorded(
                database,
                new SendInterruptedException(closing),
                wasAlone: true,
                lastError: StoredMessage.ReasonOfBreak(Broken)
            );

            row.Attempts.ShouldBe(6);
            row.MayBreakChannel.ShouldBeTrue();
            row.LastError.ShouldNotBeNull().ShouldContain("The channel was closed.");
        }
    }

    [Fact]
    public void A_channel_that_was_being_closed_leaves_the_message_to_the_next()
    {
        using var attempt = new CancellationTokenSource();
        var pipe = new SendAttempt(Stored(), DateTime.UtcNow, attempt);

        foreach (var closing in BeingClosed)
            pipe.Failed(closing);

        pipe.Failure.ShouldBeNull();
        pipe.Failed(Broken);
        pipe.Failure.ShouldBe(Broken);
    }

    [Fact]
    public async Task One_that_never_ends_is_left_to_the_relay_when_its_time_is_up()
    {
        await using var store = await Store.Create(servers, Database.Sqlite);
        await using var process = await TestProcess.Start(store);
        process.Wire.IsMute = true;

        await process
            .Services.GetRequiredService<OutboxDelivery<OrdersDbContext>>()
            .Send([Stored()], process.Bus, TimeSpan.FromMilliseconds(100), Cancelled)
            .WaitAsync(TimeSpan.FromSeconds(15), Cancelled);

        process.Log.At(LogLevel.Warning, "Outbox").ShouldHaveSingleItem().ShouldContain("relay sends them");
    }

    [Theory, EachCombination]
    public async Task One_that_takes_its_time_stays_with_the_process_that_is_sending_it(Database database)
    {
        await using var store = await Store.Create(servers, database);
        // No relay here: only who holds it changes the row.
        await using var process = await TestProcess.Start(store, settings =>
            settings.ConfigureOutbox = outbox => outbox.UseBusOutbox(bus => bus.DisableDeliveryService())
        );
        process.Wire.IsMute = true;

        await process.Publish(new DoWork(Guid.NewGuid()));

        await process.Until(
            db => db.Outbox.AnyAsync(row => row.VisibleTime > row.SentTime.AddSeconds(3)),
            "its lease is renewed again and again"
        );
    }

    private async Task<OutboxMessage> Recorded(
        Database database,
        Exception failure,
        bool wasAlone = false,
        string? lastError = null
    )
    {
        await using var store = await Store.Create(servers, database);
        // No relay here: the row stays as it is recorded.
        await using var process = await TestProcess.Start(store, settings =>
            settings.ConfigureOutbox = outbox => outbox.UseBusOutbox(bus => bus.DisableDeliveryService())
        );
        var message = Stored(lastError);
        await store.Read(db =>
        {
            db.Add(message);
            return db.SaveChangesAsync();
        });

        await process
            .Services.GetRequiredService<Relay<OrdersDbContext, OutboxMessage>>()
            .RecordFailure(message, failure, wasAlone);

        return await store.Read(db => db.Outbox.SingleAsync());
    }

    private static OutboxMessage Stored(string? lastError = null) =>
        new()
        {
            MessageId = Guid.NewGuid(),
            SentTime = DateTime.UtcNow,
            VisibleTime = DateTime.UtcNow.AddSeconds(15),
            DestinationAddress = new Uri("loopback://localhost/nobody"),
            Attempts = 5,
            LastError = lastError,
            ContentType = "application/json",
            MessageType = "urn:message:nothing",
            Body = "{}",
        };
}
