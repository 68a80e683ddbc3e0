using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using EventDriven.Explorer.Search;
using EventDriven.Inventory.Domain;
using EventDriven.Sagas;
using EventDriven.SimulatedParties;
using EventDriven.Steps;

namespace EventDriven.Explorer.Worlds;

/// <summary>Everything about one order: the rows of each service, the books of the parties, and the messages.</summary>
internal sealed class World
{
    private int _lastId;

    private World(Scenario scenario) => (Scenario, Budget) = (scenario, scenario.Budget);

    public Scenario Scenario { get; }

    public Budget Budget { get; set; }

    public int Moves { get; set; }

    public SagaRows Saga { get; private set; } = new();

    /// <summary>A backup of the saga's database. Never changed.</summary>
    public SagaRows? Backup { get; private set; }

    /// <summary>Whether the saga's database was restored: to its backup or, without one, to an empty one.</summary>
    public bool IsRestored { get; private set; }

    /// <summary>Of the latest SubmitOrder.</summary>
    public int Epoch { get; private set; } = 1;

    /// <summary>Messages in error queues. Only after a restore may there be one.</summary>
    public List<Message> Failed { get; private init; } = [];

    /// <summary>
    /// Whether the parcel is with the carrier although its payment or its stock was given back, because the restored
    /// saga went on before the order was submitted again. The saga does not end such an order: the carrier's answer
    /// fails, which names the order, and only people can help.
    /// </summary>
    public bool NeedsPeople { get; set; }

    /// <summary>Whether the saga has lost a part of the history, and the order has not begun again.</summary>
    public bool LacksHistory => IsRestored && Saga.Order is not { Epoch: > 1 };

    public required StockRows Stock { get; init; }

    public List<StepRecord> Payments { get; private init; } = [];

    public List<StepRecord> Shipping { get; private init; } = [];

    public List<StepRecord> Notifications { get; private init; } = [];

    public Books<ProviderPayment> Provider { get; private init; } = new();

    public Books<CarrierParcel> Carrier { get; private init; } = new();

    /// <summary>The ends that mails told.</summary>
    public List<string> Mails { get; private init; } = [];

    public Views Views { get; private init; } = new();

    public Network Network { get; private init; } = new();

    public List<Call> Calls { get; private init; } = [];

    /// <summary>The answers that were published, by queue and step.</summary>
    public Dictionary<string, (Guid Id, string Type)> Answers { get; private init; } = [];

    /// <summary>A world in which the entry API has accepted the order.</summary>
    public static World Begin(Scenario scenario)
    {
        WorldClock.Set(0);
        var world = new World(scenario)
        {
            Stock = new StockRows
            {
                Product = new Product
                {
                    Sku = OrderKind.Sku,
                    Name = "Stoneware mug, blue",
                    UnitPrice = OrderKind.UnitPrice,
                    Currency = "EUR",
                    OnHand = scenario.Kind.InStock,
                },
            },
        };
        world.Send("client", Queues.Orders, scenario.Kind.Submit());
        return world;
    }

    public void BackUp() => Backup = Saga.Copy();

    public void Restore() => (Saga, IsRestored) = (Backup?.Copy() ?? new SagaRows(), true);

    /// <summary>As OrderReconciliation does.</summary>
    public void SubmitAgain()
    {
        Epoch++;
        Views.EndedAs = null;
        var order = Views.ReadOrder(Scenario.Kind.Submit(), Epoch);
        if (Scenario.Budget.Cancels > Budget.Cancels && Views.Refusal is null)
            Send("client", Queues.Orders, Mover.Cancellation());
        Send("client", Queues.Orders, order.Submit(beginAgain: Saga.Order is { Sequence: > 0 }));
    }

    // Both ends differ, as those of real ids do.
    public Guid NextId() =>
        new(++_lastId, 0, 0, 0, 0, 0, 0, 0, (byte)(_lastId >> 16), (byte)(_lastId >> 8), (byte)_lastId);

    public void Send(string from, string queue, object body) => Network.Add(Message(from, queue, body, NextId()));

    public Message Message(string from, string queue, object body, Guid id, int epoch = 1) =>
        new()
        {
            Label = Network.Label(body, queue),
            Id = id,
            Epoch = epoch,
            From = from,
            Queue = queue,
            Body = Scenario.MixedVersions ? MixedVersions.Receive(body, fromOlder: id.GetHashCode() % 2 == 0) : body,
        };

    public List<StepRecord> StepsOf(string queue) =>
        queue switch
        {
            Queues.Payments => Payments,
            Queues.Shipping => Shipping,
            Queues.Notifications => Notifications,
            Queues.Inventory => Stock.Steps,
            _ => throw new ArgumentException($"{queue} performs no steps."),
        };

    public World Copy() =>
        new(Scenario)
        {
            _lastId = _lastId,
            Budget = Budget,
            Moves = Moves,
            Saga = Saga.Copy(),
            Backup = Backup,
            IsRestored = IsRestored,
            Epoch = Epoch,
            Failed = [.. Failed],
            NeedsPeople = NeedsPeople,
            Stock = Stock.Copy(),
            Payments = Rows.Copy(Payments),
            Shipping = Rows.Copy(Shipping),
            Notifications = Rows.Copy(Notifications),
            Provider = Provider.Copy(),
            Carrier = Carrier.Copy(),
            Mails = [.. Mails],
            Views = Views.Copy(),
            Network = Network.Copy(),
            Calls = [.. Calls],
            Answers = new(Answers),
        };
}
