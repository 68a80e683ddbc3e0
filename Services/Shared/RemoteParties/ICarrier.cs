using EventDriven.Contracts;
using EventDriven.Steps;

namespace EventDriven.RemoteParties;

/// <summary>
/// A carrier. Two names make it safe to repeat a request and to undo an action whose outcome is unknown:
/// <list type="bullet">
/// <item>the idempotency key: requests with the same key, also at the same time, have one effect and get the same
/// answer;</item>
/// <item>the shipper's reference, one for each parcel: a cancellation names it and not the tracking number, so it works
/// even if the answer with the number was lost, or the carrier has not received the booking yet.</item>
/// </list>
/// A refusal is an answer. After an exception, the action may have been performed.
/// </summary>
public interface ICarrier
{
    /// <summary>
    /// Books a pick-up, at most one for a reference. Refused if the carrier does not deliver to the address, or the
    /// reference was cancelled before.
    /// </summary>
    /// <returns>Done, with the tracking number as its reference, or Refused.</returns>
    Task<RemoteAnswer> BookAsync(
        string idempotencyKey,
        string reference,
        PostalAddress shipTo,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Cancels a booking. Done even if there is none or the reference is unknown; later bookings and dispatches under
    /// the reference are refused. Refused if the parcel was dispatched.
    /// </summary>
    /// <returns>Done, or Refused with the tracking number of the dispatched parcel as its reference.</returns>
    Task<RemoteAnswer> CancelAsync(string idempotencyKey, string reference, CancellationToken cancellationToken);

    /// <summary>Takes the parcel. Refused for good if there is no booking, or it was cancelled or has lapsed.</summary>
    /// <returns>Done, with the tracking number as its reference, or Refused.</returns>
    Task<RemoteAnswer> DispatchAsync(string idempotencyKey, string reference, CancellationToken cancellationToken);
}
