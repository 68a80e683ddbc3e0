using EventDriven.Contracts;
using EventDriven.Steps;

namespace EventDriven.RemoteParties;

/// <summary>
/// A payment provider. Two names make it safe to repeat a request and to undo an action whose outcome is unknown:
/// <list type="bullet">
/// <item>the idempotency key: requests with the same key, also at the same time, have one effect and get the same
/// answer;</item>
/// <item>the merchant reference, one for each payment: an undo names it and not the provider's id, so it works even if
/// the answer with the id was lost, or the provider has not received the action yet.</item>
/// </list>
/// A refusal is an answer. After an exception, the action may have been performed.
/// </summary>
public interface IPaymentProvider
{
    /// <summary>
    /// Authorises an amount, at most once for a reference. Refused if the reference was voided before.
    /// </summary>
    /// <param name="token">The means of payment.</param>
    /// <returns>Done, NeedsReview (also authorised) or Refused.</returns>
    Task<RemoteAnswer> AuthoriseAsync(
        string idempotencyKey,
        string reference,
        Money amount,
        string token,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Captures an authorised amount. Refused if less is authorised, or if the reference was voided or refunded before.
    /// </summary>
    /// <returns>Done or Refused.</returns>
    Task<RemoteAnswer> CaptureAsync(
        string idempotencyKey,
        string reference,
        Money amount,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Voids what is authorised and not captured. Done even if that is nothing or the reference is unknown; later
    /// authorisations and captures under the reference are refused.
    /// </summary>
    /// <returns>Done.</returns>
    Task<RemoteAnswer> VoidAsync(string idempotencyKey, string reference, CancellationToken cancellationToken);

    /// <summary>
    /// Pays back what was captured. Done even if that is nothing or the reference is unknown; later captures under the
    /// reference are refused. An authorised amount stays authorised until it is voided.
    /// </summary>
    /// <returns>Done.</returns>
    Task<RemoteAnswer> RefundAsync(string idempotencyKey, string reference, CancellationToken cancellationToken);
}
