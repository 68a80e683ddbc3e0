using EventDriven.Contracts;

namespace EventDriven.Payments.Domain;

public static class PaymentSteps
{
    public const string Authorise = "Authorise";

    public const string Capture = "Capture";

    /// <summary>Undoes <see cref="Authorise" />.</summary>
    public const string Void = "Void";

    /// <summary>Undoes <see cref="Capture" />.</summary>
    public const string Refund = "Refund";

    /// <summary>Validates the amount of a command before anything is recorded.</summary>
    public static Money ValidAmount(Money? amount, Guid orderId) =>
        amount is { Amount: >= 0, Currency.Length: 3 }
            ? amount
            : throw new ArgumentException(
                $"The payment command for order {orderId} is refused: its amount is {amount?.ToString() ?? "missing"}. "
                    + "An amount is never negative, and its currency is an ISO 4217 code. Correct the sender."
            );
}
