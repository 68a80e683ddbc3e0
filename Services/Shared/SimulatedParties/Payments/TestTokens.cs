namespace EventDriven.SimulatedParties;

/// <summary>
/// The means of payment that the simulated provider knows, each with an outcome of its own. Any other is declined.
/// </summary>
public static class TestTokens
{
    /// <summary>Authorised and captured.</summary>
    public const string Accepted = "tok_accepted";

    /// <summary>Declined.</summary>
    public const string Declined = "tok_declined";

    /// <summary>Declined for want of funds.</summary>
    public const string InsufficientFunds = "tok_insufficient_funds";

    /// <summary>Authorised, but a person should look at it before it is captured.</summary>
    public const string Review = "tok_review";

    /// <summary>Authorised; the capture is refused.</summary>
    public const string CaptureFails = "tok_capture_fails";

    /// <summary>
    /// Authorised at once, but the answer comes late: after <c>Provider:LateBy</c>, however often it is asked for.
    /// </summary>
    public const string Late = "tok_late";

    /// <summary>The provider is unavailable to the authorisation twice, and then authorises.</summary>
    public const string Flaky = "tok_flaky";
}
