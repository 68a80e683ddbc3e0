namespace EventDriven.SimulatedParties;

/// <summary>The addresses to which the simulated carrier does not simply deliver. To any other it does.</summary>
public static class TestAddresses
{
    /// <summary>A postal code that is refused.</summary>
    public const string RefusedPostalCode = "00000";

    /// <summary>A country that is refused: Antarctica.</summary>
    public const string RefusedCountry = "AQ";

    /// <summary>
    /// A postal code that is booked at once, but the answer comes late: after <c>Carrier:LateBy</c>, however often it
    /// is asked for.
    /// </summary>
    public const string LatePostalCode = "99999";
}
