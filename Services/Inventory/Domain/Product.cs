using EventDriven.Contracts;

namespace EventDriven.Inventory.Domain;

/// <summary>
/// One product: its price and its stock. What is on hand is held for open orders or available; neither is ever below
/// zero, which the database checks too.
/// </summary>
public sealed class Product
{
    /// <summary>The stock-keeping unit; compared exactly.</summary>
    public required string Sku { get; init; }

    /// <summary>What it is, for the customer's eyes.</summary>
    public required string Name { get; init; }

    /// <summary>The price of one, in the currency's major unit, with two decimal places.</summary>
    public required decimal UnitPrice { get; init; }

    /// <summary>The price's ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>How many are in the warehouse: those that are held and those that are available.</summary>
    public required int OnHand { get; set; }

    /// <summary>How many of those on hand are held for open orders: the sum of their reservations' lines.</summary>
    public int Held { get; private set; }

    /// <summary>How many can be ordered now.</summary>
    public int Available => OnHand - Held;

    /// <summary>Sets pieces aside for an order.</summary>
    /// <exception cref="InvalidOperationException">Fewer are available: the caller has not looked.</exception>
    public void Hold(int quantity)
    {
        if (quantity > Available)
            throw new InvalidOperationException($"{quantity} of {Sku} cannot be held: {Available} are available.");

        Held += quantity;
    }

    /// <summary>Gives held pieces back.</summary>
    public void Release(int quantity) => Held -= quantity;

    /// <summary>Lets held pieces leave the warehouse for good.</summary>
    public void Commit(int quantity)
    {
        Held -= quantity;
        OnHand -= quantity;
    }

    /// <summary>The product as others see it.</summary>
    public Contracts.Inventory.Product ToContract() =>
        new()
        {
            Sku = Sku,
            Name = Name,
            Price = new Money { Amount = UnitPrice, Currency = Currency },
            Available = Available,
        };
}
