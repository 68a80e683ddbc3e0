using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using EventDriven.EntryApi;
using EventDriven.EntryApi.Domain;
using EventDriven.Explorer.Running;
using EventDriven.Explorer.Search;
using EventDriven.Explorer.Worlds;
using EventDriven.Inventory;
using EventDriven.Notifications;
using EventDriven.Operations;
using EventDriven.Payments;
using EventDriven.Sagas;
using EventDriven.Scheduling;
using EventDriven.Shipping;
using EventDriven.SimulatedParties;
using EventDriven.Steps;
using MassTransit.EntityFrameworkCoreIntegration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EventDriven.Explorer.Stores;

/// <summary>
/// Makes the moves of a schedule with the real consumers and stores. The broker is a bag here too, and stored messages
/// and deadlines are taken from their tables.
/// </summary>
internal sealed class StorePlayer(RealStores stores)
{
    // In the order in which they were stored. A published message has one for each queue, and all have one row.
    private readonly List<Message> _outbox = [];
    private readonly List<Message> _deadlines = [];
    private readonly List<Delivery> _calls = [];
    private readonly Dictionary<Guid, Envelope> _envelopes = [];
    private Network _network = new();
    private Scenario _scenario = null!;

    public async Task Begin(Scenario scenario)
    {
        foreach (var call in _calls)
            await call.Lose();
        _calls.Clear();
        _outbox.Clear();
        _deadlines.Clear();
        _envelopes.Clear();
        (_network, _scenario) = (new Network(), scenario);
        stores.Clock.Moves = 0;
        await stores.Empty();
        stores.Orders.Services.GetRequiredService<IOptions<SagaOptions>>().Value.MaxAttempts = scenario.MaxAttempts;
        await stores.Inventory.Query(
            (InventoryDbContext db) =>
                db
                    .Products.Where(product => product.Sku == OrderKind.Sku)
                    .ExecuteUpdateAsync(product =>
                        product.SetProperty(row => row.OnHand, scenario.Kind.InStock).SetProperty(row => row.Held, 0)
                    )
        );
        WorldClock.Set(0);
        var order = scenario.Kind.Submit();
        await stores.EntryApi.Query((EntryApiDbContext db) => Accept(db, order));
        await Send("client", order);
    }

    /// <param name="moves">How many moves were made in the world, this one included.</param>
    /// <exception cref="Finding">A consumer failed.</exception>
    public async Task Make(Move move, int moves)
    {
        stores.Clock.Moves = moves;
        switch (move.Kind)
        {
            case MoveKind.Deliver:
                await Deliver(InFlight());
                break;
            case MoveKind.Repeat:
                _network.Add(InFlight());
                break;
            case MoveKind.CrashBeforeCommit:
                await Consume(InFlight(), Crash.BeforeCommit);
                break;
            case MoveKind.CrashAfterCommit:
                var message = InFlight();
                await Consume(message, Routes.IsRemote(message.Queue) ? Crash.BeforeSend : Crash.AfterCommit);
                break;
            case MoveKind.Begin:
                await BeginCall(InFlight());
                break;
            case MoveKind.Call:
                await MakeCall(Calling());
                break;
            case MoveKind.Finish:
                await FinishCall(Calling());
                break;
            case MoveKind.Lose:
                var lost = Calling();
                PutBack(lost);
                await lost.Lose();
                break;
            case MoveKind.Relay:
                await Relay(Stored(), isRemoved: true);
                break;
            case MoveKind.RelayAndCrash:
                await Relay(Stored(), isRemoved: false);
                break;
            case MoveKind.Fire:
                await Fire(Deadline());
                break;
            case MoveKind.ForgetInbox:
                await ForgetInbox();
                break;
            case MoveKind.Cancel:
                var cancel = Mover.Cancellation();
                await stores.EntryApi.Query((EntryApiDbContext db) => KeepCancellation(db, cancel));
                await Send("client", cancel);
                break;
            default:
                await Send("operator", Mover.ActionOf(move.Kind));
                break;
        }

        Message InFlight() => _network.Find(move.Target) ?? throw Missing();
        Delivery Calling() => _calls.Find(call => call.Message.Label == move.Target) ?? throw Missing();
        Message Stored() => _outbox.Find(stored => stored.Label == move.Target) ?? throw Missing();
        Message Deadline() => _deadlines.Find(deadline => deadline.Label == move.Target) ?? throw Missing();
        Finding Missing() => new($"{move} is not possible in the stores.");
    }

    public async Task<Snapshot> Read()
    {
        var orders = await stores.Orders.Query(
            async (OrdersDbContext db) =>
                (
                    Order: await db.Orders.AsNoTracking().SingleOrDefaultAsync(),
                    History: await db.OrderHistory.AsNoTracking().ToListAsync(),
                    Inbox: await db.Set<InboxState>().CountAsync(),
                    Outbox: await db.Set<OutboxMessage>().Select(row => row.MessageId).ToListAsync(),
                    Deadlines: await db.Set<ScheduledMessageRow>().Select(row => row.TokenId).ToListAsync()
                )
        );
        var inventory = await stores.Inventory.Query(
            async (InventoryDbContext db) =>
                (
                    Product: await db.Products.AsNoTracking().SingleAsync(product => product.Sku == OrderKind.Sku),
                    Reservation: await db.Reservations.Include(row => row.Lines).AsNoTracking().SingleOrDefaultAsync(),
                    Steps: await db.Steps.AsNoTracking().ToListAsync()
                )
        );
        var entryApi = await stores.EntryApi.Query(
            (EntryApiDbContext db) =>
                db
                    .Orders.Include(order => order.Timeline)
                    .Include(order => order.Cancellation)
                    .AsNoTracking()
                    .SingleAsync()
        );
        var console = await stores.Operations.Query(
            async (OperationsDbContext db) =>
                (
                    Order: await db.TrackedOrders.AsNoTracking().SingleOrDefaultAsync(),
                    History: await db.HistoryEntries.AsNoTracking().ToListAsync()
                )
        );
        return new Snapshot
        {
            Order = orders.Order,
            History = orders.History,
            Inbox = orders.Inbox,
            Outbox = _outbox.Where(stored => orders.Outbox.Contains(stored.Id)),
            Deadlines = _deadlines.Where(deadline => orders.Deadlines.Contains(deadline.Token!.Value)),
            Product = inventory.Product,
            Reservation = inventory.Reservation,
            Steps = new Dictionary<string, IEnumerable<StepRecord>>
            {
                [Queues.Inventory] = inventory.Steps,
                [Queues.Payments] = await Steps<PaymentsDbContext>(stores.Payments),
                [Queues.Shipping] = await Steps<ShippingDbContext>(stores.Shipping),
                [Queues.Notifications] = await Steps<NotificationsDbContext>(stores.Notifications),
            },
            Payment = await stores.Payments.Query(
                (ProviderLedgerDbContext db) => db.Payments.AsSingleQuery().AsNoTracking().SingleOrDefaultAsync()
            ),
            Parcel = await stores.Shipping.Query(
                (CarrierDbContext db) => db.Parcels.AsSingleQuery().AsNoTracking().SingleOrDefaultAsync()
            ),
            Mails = stores.Mail.Ends,
            Network = _network,
            Calls = _calls.Select(call => call.Message),
            EndedAs = entryApi.EndedAs,
            Refusal = entryApi.Cancellation?.Refusal,
            Timeline = entryApi.Timeline,
            Tracked = console.Order,
            ConsoleHistory = console.History,
        };
    }

    private static Task<List<StepRecord>> Steps<TDbContext>(StoreService service)
        where TDbContext : DbContext =>
        service.Query((TDbContext db) => db.Set<StepRecord>().AsNoTracking().ToListAsync());

    private async Task Deliver(Message message)
    {
        var delivery = await Consume(message, Crash.Never);
        if (delivery.IsDead)
            return;

        await TakeSent(delivery);
        _network.Acknowledge(message);
    }

    private async Task<Delivery> Consume(Message message, Crash crash)
    {
        var delivery = stores.Deliveries.Create(message, crash);
        await delivery.Begin(process => stores.Of(message.Queue).Consume(message.Queue, EnvelopeOf(message), process));
        await delivery.End();
        if (message.Queue == Queues.Orders)
        {
            await FindStored();
            if (!_scenario.WithInbox)
                await ForgetInbox();
        }

        return delivery;
    }

    private async Task BeginCall(Message message)
    {
        var delivery = stores.Deliveries.Create(message, isSlow: true);
        _network.Acknowledge(message);
        _calls.Add(delivery);
        await delivery.Begin(process => stores.Of(message.Queue).Consume(message.Queue, EnvelopeOf(message), process));
    }

    private async Task MakeCall(Delivery delivery)
    {
        await delivery.GoOn();
        if (!delivery.IsDead)
            return;

        PutBack(delivery);
        await delivery.End();
    }

    private async Task FinishCall(Delivery delivery)
    {
        _calls.Remove(delivery);
        await delivery.Finish();
        await TakeSent(delivery);
    }

    private void PutBack(Delivery delivery)
    {
        _calls.Remove(delivery);
        _network.Add(delivery.Message);
    }

    // The saga's messages have their labels since they were stored; those of others are not stored.
    private async Task TakeSent(Delivery delivery)
    {
        foreach (var envelope in delivery.Sent)
        {
            if (delivery.Message.Queue != Queues.Orders)
            {
                foreach (var queue in Routes.Of(envelope.Body))
                    _network.Add(NewMessage(envelope, delivery.Message.Queue, queue));
                continue;
            }

            var stored = _outbox.FindAll(stored => stored.Id == envelope.Id);
            if (stored.Count == 0)
                throw new Finding($"{envelope.Body.GetType().Name} was sent without being stored.");

            foreach (var message in stored)
                await Relay(message, isRemoved: true);
        }
    }

    private async Task FindStored()
    {
        var (outbox, deadlines) = await stores.Orders.Query(
            async (OrdersDbContext db) =>
                (
                    await db.Set<OutboxMessage>().AsNoTracking().OrderBy(row => row.SequenceNumber).ToListAsync(),
                    await db.Set<ScheduledMessageRow>().AsNoTracking().ToListAsync()
                )
        );
        foreach (var row in outbox)
        {
            if (_envelopes.ContainsKey(row.MessageId))
                continue;

            var envelope = Envelope.Read(row.Body);
            foreach (var queue in QueuesOf(envelope.Body, row.DestinationAddress!))
                _outbox.Add(NewMessage(envelope, Queues.Orders, queue));
        }

        foreach (var row in deadlines)
        {
            if (!_envelopes.ContainsKey(row.MessageId))
                _deadlines.Add(NewMessage(Envelope.Read(row.Body), "timer", Queues.Orders));
        }
    }

    private static string[] QueuesOf(object body, Uri destination)
    {
        var name = destination.AbsolutePath.Trim('/');
        return name.Contains('.', StringComparison.Ordinal) ? Routes.Of(body) : [name];
    }

    private async Task Relay(Message stored, bool isRemoved)
    {
        _network.Add(stored);
        if (!isRemoved)
            return;

        _outbox.Remove(stored);
        if (!_outbox.Exists(other => other.Id == stored.Id))
            await stores.Orders.Query(
                (OrdersDbContext db) =>
                    db.Set<OutboxMessage>().Where(row => row.MessageId == stored.Id).ExecuteDeleteAsync()
            );
    }

    private async Task Fire(Message deadline)
    {
        _network.Add(deadline);
        _deadlines.Remove(deadline);
        await stores.Orders.Query(
            (OrdersDbContext db) =>
                db.Set<ScheduledMessageRow>().Where(row => row.TokenId == deadline.Token).ExecuteDeleteAsync()
        );
    }

    private Task<int> ForgetInbox() =>
        stores.Orders.Query((OrdersDbContext db) => db.Set<InboxState>().ExecuteDeleteAsync());

    private async Task Send(string from, object body)
    {
        var delivery = stores.Deliveries.Create(message: null);
        await delivery.Begin(process => stores.EntryApi.Send(Queues.Orders, body, process));
        await delivery.End();
        _network.Add(NewMessage(delivery.Sent.Single(), from, Queues.Orders));
    }

    private Message NewMessage(Envelope envelope, string from, string queue)
    {
        _envelopes[envelope.Id] = envelope;
        return new Message
        {
            Label = _network.Label(envelope.Body, queue),
            Id = envelope.Id,
            From = from,
            Queue = queue,
            Body = envelope.Body,
            Token = envelope.Token,
        };
    }

    private Envelope EnvelopeOf(Message message) => _envelopes[message.Id];

    private static Task<int> Accept(EntryApiDbContext db, SubmitOrder order)
    {
        var to = order.ShipTo;
        db.Orders.Add(
            new Order
            {
                Id = order.OrderId,
                CustomerId = order.CustomerId,
                Email = order.Email,
                ShipTo = new ShippingAddress(to.Name, to.Street, to.City, to.PostalCode, to.Country),
                SubmittedAt = order.SubmittedAt,
                Lines = [],
            }
        );
        return db.SaveChangesAsync();
    }

    private async Task<int> KeepCancellation(EntryApiDbContext db, CancelOrder cancel)
    {
        if (await db.Cancellations.AnyAsync())
            return 0;

        db.Cancellations.Add(
            new Cancellation
            {
                OrderId = cancel.OrderId,
                RequestedAt = stores.Clock.GetUtcNow(),
                Reason = cancel.Reason,
            }
        );
        return await db.SaveChangesAsync();
    }
}
