using System.Globalization;
using EventDriven.SimulatedParties;
using Microsoft.Extensions.Configuration;

namespace EventDriven.Load.Floors;

/// <summary>
/// What the payment provider and the carrier answer, in memory: references of the same length as the simulated parties'
/// own.
/// </summary>
internal static class RemoteParties
{
    /// <summary>The setting's section of the payment provider.</summary>
    public const string Provider = "Provider";

    /// <summary>The setting's section of the carrier.</summary>
    public const string Carrier = "Carrier";

    /// <summary>How long a party takes to answer, as the real system's simulated one: 5 ms unless set.</summary>
    public static TimeSpan Latency(this IConfiguration configuration, string party) =>
        (configuration.GetSection(party).Get<RemotePartyOptions>() ?? new RemotePartyOptions()).Latency;

    /// <summary>The provider's reference of an authorisation.</summary>
    public static string Authorisation(Guid orderId) => $"auth_{orderId:n}";

    /// <summary>The provider's reference of a capture.</summary>
    public static string Capture(Guid orderId) => $"capt_{orderId:n}";

    private const int Million = 1_000_000;

    /// <summary>
    /// The carrier's tracking number: of the order alone, so that booking and dispatch name the same.
    /// </summary>
    public static string TrackingNumber(Guid orderId) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"PX{(uint)orderId.GetHashCode() % Million:d6}{BitConverter.ToUInt32(orderId.ToByteArray()) % Million:d6}"
        );
}
