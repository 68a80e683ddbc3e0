using EventDriven.Contracts;

namespace EventDriven.Inventory.Domain;

/// <summary>
/// The price and the stock of one product. Each piece on hand is held for an open order or available; neither number is
/// ever below zero, which the database checks too.
/// </summary>
public sealed class Product
{
    /// <summary>The stock-keeping unit; compared exactly.</summary>
    public required string Sku { get; init; }

    public required string Name { get; init; }

    /// <summary>In the currency's major unit, with two decimal places.</summary>
    public required decimal UnitPrice { get; init; }

    /// <summary>The ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>Held or available.</summary>
    public required int OnHand { get; set; }

    /// <summary>The sum of the open reservations' lines.</summary>
    public int Held { get; private set; }

    public int Available => OnHand - Held;

    /// <exception cref="InvalidOperationException">Fewer are available.</exception>
    public void Hold(int quantity)
    {
        if (quantity > Available)
            throw new InvalidOperationException($"{quantity} of {Sku} cannot be held: {Available} are available.");

        Held += quantity;
    }

    public void Release(int quantity) => Held -= quantity;

    /// <summary>Held pieces leave the warehouse.</summary>
    public void Commit(int quantity)
    {
        Held -= quantity;
        OnHand -= quantity;
    }

    public Contracts.Inventory.Product ToContract() =>
        new()
        {
            Sku = Sku,
            Name = Name,
            Price = new Money { Amount = UnitPrice, Currency = Currency },
            Available = Available,
        };
}
