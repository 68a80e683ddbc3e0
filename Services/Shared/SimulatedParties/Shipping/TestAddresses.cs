namespace EventDriven.SimulatedParties;

/// <summary>The addresses that the simulated carrier treats specially. It delivers to any other.</summary>
public static class TestAddresses
{
    public const string RefusedPostalCode = "00000";

    /// <summary>Antarctica.</summary>
    public const string RefusedCountry = "AQ";

    /// <summary>Booked at once, but every answer arrives only after <c>Carrier:LateBy</c>.</summary>
    public const string LatePostalCode = "99999";

    /// <summary>Booked, but the booking lapses: the carrier refuses the dispatch for good.</summary>
    public const string LapsingPostalCode = "88888";
}
