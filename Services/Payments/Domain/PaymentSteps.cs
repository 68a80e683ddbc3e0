using EventDriven.Contracts;

namespace EventDriven.Payments.Domain;

/// <summary>The steps of an order's payment.</summary>
public static class PaymentSteps
{
    public const string Authorise = "Authorise";

    public const string Capture = "Capture";

    /// <summary>Undoes <see cref="Authorise" />.</summary>
    public const string Void = "Void";

    /// <summary>Undoes <see cref="Capture" />.</summary>
    public const string Refund = "Refund";

    /// <summary>Checks the amount of a command, before anything is recorded.</summary>
    /// <exception cref="ArgumentException">
    /// The amount is missing or negative, or its currency is no code. This is a fault of the sender.
    /// </exception>
    public static Money ValidAmount(Money? amount, Guid orderId) =>
        amount is { Amount: >= 0, Currency.Length: 3 }
            ? amount
            : throw new ArgumentException(
                $"The payment command for order {orderId} is refused: its amount is {amount?.ToString() ?? "missing"}. "
                    + "An amount is never negative, and its currency is an ISO 4217 code. Correct the sender."
            );
}
