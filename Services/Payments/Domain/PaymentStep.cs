using EventDriven.Contracts;
using EventDriven.ServiceDefaults.RemoteSteps;

namespace EventDriven.Payments.Domain;

/// <summary>One step of an order's payment: the guard against asking the provider for it twice.</summary>
public sealed class PaymentStep : RemoteStep
{
    /// <summary>
    /// What the provider is asked to set aside or to take; null for an undo, and for a step barred before it was asked
    /// for.
    /// </summary>
    public decimal? Amount { get; set; }

    /// <summary>The amount's ISO 4217 code.</summary>
    public string? Currency { get; set; }

    /// <summary>What the provider is asked to set aside or to take.</summary>
    /// <exception cref="InvalidOperationException">The step asks for no amount.</exception>
    public Money ToMoney() =>
        Amount is { } amount && Currency is { } currency
            ? new Money { Amount = amount, Currency = currency }
            : throw new InvalidOperationException($"{Step} of order {OrderId} asks for no amount.");
}
