namespace EventDriven.SimulatedParties;

/// <summary>
/// The means of payment that the simulated provider knows, one for each outcome. Any other is declined.
/// </summary>
public static class TestTokens
{
    public const string Accepted = "tok_accepted";

    public const string Declined = "tok_declined";

    /// <summary>Declined for want of funds.</summary>
    public const string InsufficientFunds = "tok_insufficient_funds";

    /// <summary>Authorised, but a person should review it before it is captured.</summary>
    public const string Review = "tok_review";

    /// <summary>Authorised; the capture is refused.</summary>
    public const string CaptureFails = "tok_capture_fails";

    /// <summary>Authorised at once, but every answer arrives only after <c>Provider:LateBy</c>.</summary>
    public const string Late = "tok_late";

    /// <summary>The provider is unavailable twice, and then authorises.</summary>
    public const string Flaky = "tok_flaky";
}
