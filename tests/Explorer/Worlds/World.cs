using EventDriven.Contracts;
using EventDriven.Inventory.Domain;
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

    public SagaRows Saga { get; private init; } = new();

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
                    UnitPrice = 14.95m,
                    Currency = "EUR",
                    OnHand = scenario.Kind.InStock,
                },
            },
        };
        world.Send("client", Queues.Orders, scenario.Kind.Submit());
        return world;
    }

    public Guid NextId() => new(++_lastId, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public void Send(string from, string queue, object body) => Network.Add(Message(from, queue, body, NextId()));

    public Message Message(string from, string queue, object body, Guid id) =>
        new()
        {
            Label = Network.Label(body, queue),
            Id = id,
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
