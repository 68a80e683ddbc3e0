namespace EventDriven.Payments.Domain;

/// <summary>The steps that the provider carries out for an order.</summary>
public static class PaymentSteps
{
    /// <summary>Sets the amount aside.</summary>
    public const string Authorise = "Authorise";

    /// <summary>Takes it.</summary>
    public const string Capture = "Capture";

    /// <summary>Gives up what is set aside: undoes Authorise.</summary>
    public const string Void = "Void";

    /// <summary>Pays back what was taken: undoes Capture.</summary>
    public const string Refund = "Refund";
}
