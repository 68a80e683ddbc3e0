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

    /// <summary>Checks the amount of a command, before anything is recorded.</summary>
    /// <exception cref="ArgumentException">
    /// It is missing or negative, or its currency is no code. No client's input gets that far: the sender has a fault.
    /// </exception>
    public static Money ValidAmount(Money? amount, Guid orderId) =>
        amount is { Amount: >= 0, Currency.Length: 3 }
            ? amount
            : throw new ArgumentException(
                $"The payment command for order {orderId} is refused: its amount is {amount?.ToString() ?? "missing"}. "
                    + "An amount is never negative, and its currency is an ISO 4217 code. Correct the sender."
            );

    /// <summary>What the provider is asked to set aside or to take.</summary>
    /// <exception cref="InvalidOperationException">The step asks for no amount.</exception>
    public Money ToMoney() =>
        Amount is { } amount && Currency is { } currency
            ? new Money { Amount = amount, Currency = currency }
            : throw new InvalidOperationException($"{Step} of order {OrderId} asks for no amount.");
}
