using System.Globalization;
using System.Security.Cryptography;
using EventDriven.Contracts;
using EventDriven.RemoteParties;
using EventDriven.Steps;

namespace EventDriven.SimulatedParties;

/// <summary>
/// A carrier for development and tests. The address decides what it answers: see <see cref="TestAddresses" />.
/// </summary>
/// <param name="options">The settings <c>Carrier:Latency</c> and <c>Carrier:LateBy</c>.</param>
public sealed class SimulatedCarrier(IAccounts<CarrierParcel> accounts, TimeProvider time, RemotePartyOptions options)
    : SimulatedRemoteParty<CarrierParcel>(accounts, time, options),
        ICarrier
{
    private const string Book = "Book";
    private const string Cancel = "Cancel";
    private const string Dispatch = "Dispatch";

    // Begins the tracking number of a booking that lapses.
    private const string Lapsing = "LX";

    public Task<RemoteAnswer> BookAsync(
        string idempotencyKey,
        string reference,
        PostalAddress shipTo,
        CancellationToken cancellationToken
    ) =>
        ServeAsync(
            idempotencyKey,
            reference,
            Book,
            isFirst: true,
            isLate: shipTo.PostalCode == TestAddresses.LatePostalCode,
            (parcel, _) =>
            {
                if (parcel.HasServed(Cancel))
                    return RemoteAnswer.Refused("The shipment was cancelled before it was booked.");
                if (parcel.Entries.Count > 0)
                    return RemoteAnswer.Refused("The shipment is booked already.");
                if (shipTo.Country == TestAddresses.RefusedCountry)
                    return RemoteAnswer.Refused("The carrier does not deliver to this country.");
                if (shipTo.PostalCode == TestAddresses.RefusedPostalCode)
                    return RemoteAnswer.Refused("The carrier does not deliver to this postal code.");

                var prefix = shipTo.PostalCode == TestAddresses.LapsingPostalCode ? Lapsing : "PX";
                return RemoteAnswer.Done(Enter(parcel, CarrierEntryKind.Booked, NewTrackingNumber(prefix)));
            },
            cancellationToken
        );

    public Task<RemoteAnswer> CancelAsync(
        string idempotencyKey,
        string reference,
        CancellationToken cancellationToken
    ) =>
        ServeAsync(
            idempotencyKey,
            reference,
            Cancel,
            (parcel, _) =>
            {
                if (parcel.Find(CarrierEntryKind.Dispatched) is { } dispatched)
                    return RemoteAnswer.Refused("The parcel is on its way.") with
                    {
                        Reference = dispatched.TrackingNumber,
                    };

                return RemoteAnswer.Done(
                    parcel.Find(CarrierEntryKind.Booked) is { } booking
                        ? Enter(parcel, CarrierEntryKind.Cancelled, booking.TrackingNumber)
                        : null
                );
            },
            cancellationToken
        );

    public Task<RemoteAnswer> DispatchAsync(
        string idempotencyKey,
        string reference,
        CancellationToken cancellationToken
    ) =>
        ServeAsync(
            idempotencyKey,
            reference,
            Dispatch,
            (parcel, _) =>
            {
                if (parcel.HasServed(Cancel))
                    return RemoteAnswer.Refused("The booking was cancelled.");
                if (parcel.Find(CarrierEntryKind.Booked) is not { } booking)
                    return RemoteAnswer.Refused("Nothing is booked for this parcel.");
                if (booking.TrackingNumber.StartsWith(Lapsing, StringComparison.Ordinal))
                    return RemoteAnswer.Refused("The booking has lapsed.");

                return RemoteAnswer.Done(Enter(parcel, CarrierEntryKind.Dispatched, booking.TrackingNumber));
            },
            cancellationToken
        );

    private static string NewTrackingNumber(string prefix) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{prefix}{RandomNumberGenerator.GetInt32(1_000_000):d6}{RandomNumberGenerator.GetInt32(1_000_000):d6}"
        );

    private string Enter(CarrierParcel parcel, CarrierEntryKind kind, string trackingNumber)
    {
        parcel.Entries.Add(
            new CarrierEntry
            {
                Reference = parcel.Reference,
                Kind = kind,
                TrackingNumber = trackingNumber,
                At = Now,
            }
        );
        return trackingNumber;
    }
}
