using EventDriven.Contracts;
using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Contracts.Shipping;
using EventDriven.Explorer.Worlds;
using EventDriven.Inventory.Domain;
using EventDriven.Notifications.Domain;
using EventDriven.Payments.Consumers;
using EventDriven.ServiceDefaults;
using EventDriven.Shipping.Consumers;
using EventDriven.SimulatedParties;
using EventDriven.Steps;
using Microsoft.Extensions.Logging.Abstractions;
using MimeKit;

namespace EventDriven.Explorer.Running;

/// <summary>The services that perform steps: the real steps and decisions on the world's rows.</summary>
internal static class Participants
{
    private static readonly RemotePartyOptions AtOnce = new() { Latency = TimeSpan.Zero, LateBy = TimeSpan.Zero };

    private static readonly MailSettings Mail = new(
        Host: null,
        Port: 0,
        UserName: null,
        Password: null,
        Tls: false,
        Timeout: TimeSpan.Zero,
        new MailboxAddress(null, "orders@shop.example"),
        Folder: ""
    );

    /// <summary>Inventory: one save makes the effect and records the answer.</summary>
    public static StepAnswer? PerformLocally(World world, Message message)
    {
        var stock = world.Stock.Load();
        return message.Body switch
        {
            ReserveStock reserve => StockRules.Reserve(
                stock,
                StockRules.AddUp(reserve.OrderId, reserve.Lines),
                message.Epoch,
                WorldClock.Now
            ),
            ReleaseStock => StockRules.Release(stock, message.Epoch, WorldClock.Now),
            ShipmentDispatched => StockRules.Commit(stock, WorldClock.Now),
            _ => throw Unknown(message),
        };
    }

    /// <summary>A remote step before the call: records the request.</summary>
    /// <returns>The record. Without an outcome, the party is to be called.</returns>
    public static StepRecord Request(World world, Message message)
    {
        var step = StepOf(world, message);
        var request = step.Request is null ? null : System.Text.Json.JsonSerializer.Serialize(step.Request);
        return Known(world, message)
            .Request(step.Name, step.Undoes, request, WorldClock.Now, step.UndoneAs, message.Epoch);
    }

    /// <summary>The party serves the request.</summary>
    /// <returns>Null if it is unavailable this time.</returns>
    public static StepOutcome? Call(World world, Message message)
    {
        var step = StepOf(world, message);
        var record = Known(world, message).Find(step.Name)!;
        try
        {
            var called = step.Call(record, CancellationToken.None);
            if (!called.IsCompleted)
                throw new InvalidOperationException($"The call for {message} waits for something.");

            return called.GetAwaiter().GetResult();
        }
        catch (RemotePartyUnavailableException)
        {
            return null;
        }
    }

    /// <summary>After the call: records the outcome.</summary>
    public static StepRecord Record(World world, Message message, StepOutcome outcome)
    {
        var step = StepOf(world, message);
        return Known(world, message).Record(step.Name, outcome, WorldClock.Now, step.UndoneAs);
    }

    public static StepAnswer? AnswerOf(World world, Message message, StepRecord record) =>
        record.ToAnswer(StepOf(world, message).Superseded);

    /// <summary>Whether another copy of the command holds the lease of the step.</summary>
    public static bool IsLeased(World world, Message message) =>
        message.Queue == Queues.Notifications && world.Calls.Exists(call => call.Message.Queue == message.Queue);

    private static RemoteStep StepOf(World world, Message message) =>
        message.Body switch
        {
            AuthorisePayment command => AuthorisePaymentConsumer.Step(command, Provider(world)),
            CapturePayment command => CapturePaymentConsumer.Step(command, Provider(world)),
            VoidPayment command => VoidPaymentConsumer.Step(command, Provider(world)),
            RefundPayment command => RefundPaymentConsumer.Step(command, Provider(world)),
            BookShipment command => BookShipmentConsumer.Step(command, Carrier(world)),
            CancelShipment command => CancelShipmentConsumer.Step(command, Carrier(world)),
            DispatchShipment command => DispatchShipmentConsumer.Step(command, Carrier(world)),
            OrderCompleted end => Notifier(world, end.GetType().Name).StepFor(OrderEmail.Of(end)),
            OrderRejected end => Notifier(world, end.GetType().Name).StepFor(OrderEmail.Of(end)),
            OrderCancelled end => Notifier(world, end.GetType().Name).StepFor(OrderEmail.Of(end)),
            _ => throw Unknown(message),
        };

    private static KnownSteps Known(World world, Message message)
    {
        var rows = world.StepsOf(message.Queue);
        return new KnownSteps(OrderKind.OrderId, rows, rows.Add);
    }

    private static SimulatedPaymentProvider Provider(World world) => new(world.Provider, WorldClock.OfParties, AtOnce);

    private static SimulatedCarrier Carrier(World world) => new(world.Carrier, WorldClock.OfParties, AtOnce);

    private static OrderNotifier Notifier(World world, string end) =>
        new(steps: null!, new MailBox(world, end), Mail, NullLogger<OrderNotifier>.Instance);

    private static InvalidOperationException Unknown(Message message) =>
        new($"No participant handles {message}: add it to tests/Explorer/Running/Participants.cs.");

    private sealed class MailBox(World world, string end) : IEmailSender
    {
        public Task Send(Guid orderId, MimeMessage email, CancellationToken cancellationToken)
        {
            world.Mails.Add(end);
            return Task.CompletedTask;
        }
    }
}
