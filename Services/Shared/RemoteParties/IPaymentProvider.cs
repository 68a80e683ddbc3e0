using EventDriven.Contracts;
using EventDriven.Steps;

namespace EventDriven.RemoteParties;

/// <summary>
/// A payment provider. Two names make it safe to ask again and to undo what is in doubt:
/// <list type="bullet">
/// <item>the idempotency key: asked again under the same key, also at the same time, the provider gives the same answer
/// and does nothing more;</item>
/// <item>the merchant reference, ours: an undo names it and not the provider's id, so that it also works when the
/// answer with the id was lost, and when the provider has not seen the action yet.</item>
/// </list>
/// A refusal is an answer. An exception says only that no answer was had: what was asked for may have been done.
/// </summary>
public interface IPaymentProvider
{
    /// <summary>Sets an amount aside. Refused when the reference was voided before.</summary>
    /// <param name="idempotencyKey">Names the request.</param>
    /// <param name="reference">Names the payment: one authorisation at most.</param>
    /// <param name="amount">How much.</param>
    /// <param name="token">The means of payment.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <returns>Done, NeedsReview (set aside too) or Refused.</returns>
    Task<RemoteAnswer> AuthoriseAsync(
        string idempotencyKey,
        string reference,
        Money amount,
        string token,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Takes what is set aside. Refused when nothing is, when the reference was voided or refunded before, or for too
    /// high an amount.
    /// </summary>
    /// <param name="idempotencyKey">Names the request.</param>
    /// <param name="reference">Names the payment.</param>
    /// <param name="amount">How much: what was authorised.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <returns>Done or Refused.</returns>
    Task<RemoteAnswer> CaptureAsync(
        string idempotencyKey,
        string reference,
        Money amount,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Gives up what is set aside and not taken. Done also when that is nothing and when the reference is unknown; from
    /// then on an authorisation or a capture under the reference is refused.
    /// </summary>
    /// <param name="idempotencyKey">Names the request.</param>
    /// <param name="reference">Names the payment.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <returns>Done.</returns>
    Task<RemoteAnswer> VoidAsync(string idempotencyKey, string reference, CancellationToken cancellationToken);

    /// <summary>
    /// Pays back what was taken. Done also when that is nothing and when the reference is unknown; from then on a
    /// capture under the reference is refused. What is set aside stays so, until it is voided.
    /// </summary>
    /// <param name="idempotencyKey">Names the request.</param>
    /// <param name="reference">Names the payment.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <returns>Done.</returns>
    Task<RemoteAnswer> RefundAsync(string idempotencyKey, string reference, CancellationToken cancellationToken);
}
