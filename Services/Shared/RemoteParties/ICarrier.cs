using EventDriven.Contracts;
using EventDriven.Steps;

namespace EventDriven.RemoteParties;

/// <summary>
/// A carrier. Two names make it safe to ask again and to undo what is in doubt:
/// <list type="bullet">
/// <item>the idempotency key: asked again under the same key, also at the same time, the carrier gives the same answer
/// and does nothing more;</item>
/// <item>the shipper's reference, ours: a cancellation names it and not the tracking number, so that it also works when
/// the answer with the number was lost, and when the carrier has not seen the booking yet.</item>
/// </list>
/// A refusal is an answer. An exception says only that no answer was had: what was asked for may have been done.
/// </summary>
public interface ICarrier
{
    /// <summary>
    /// Sets a pick-up aside. Refused when the carrier does not deliver there, or the reference was cancelled before.
    /// </summary>
    /// <param name="idempotencyKey">Names the request.</param>
    /// <param name="reference">Names the parcel: one booking at most.</param>
    /// <param name="shipTo">Where it goes.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <returns>Done, with the tracking number as its reference, or Refused.</returns>
    Task<RemoteAnswer> BookAsync(
        string idempotencyKey,
        string reference,
        PostalAddress shipTo,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Gives a booking up. Done also when there is none and when the reference is unknown; from then on a booking under
    /// the reference is refused. Refused when the parcel was dispatched.
    /// </summary>
    /// <param name="idempotencyKey">Names the request.</param>
    /// <param name="reference">Names the parcel.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <returns>Done or Refused.</returns>
    Task<RemoteAnswer> CancelAsync(string idempotencyKey, string reference, CancellationToken cancellationToken);

    /// <summary>Takes the parcel. Refused when there is no booking, or it was cancelled.</summary>
    /// <param name="idempotencyKey">Names the request.</param>
    /// <param name="reference">Names the parcel.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <returns>Done, with the tracking number as its reference, or Refused.</returns>
    Task<RemoteAnswer> DispatchAsync(string idempotencyKey, string reference, CancellationToken cancellationToken);
}
