using EventDriven.Contracts;
using EventDriven.Payments;
using EventDriven.RemoteParties;
using EventDriven.Services.Tests.RemoteSteps;
using EventDriven.Steps;

namespace EventDriven.Services.Tests.Payments;

/// <summary>The provider at the other end of <see cref="RemoteCalls" />.</summary>
internal sealed class ObservedProvider(IPaymentProvider provider, PaymentsDbContext db, RemoteCalls calls)
    : IPaymentProvider
{
    public Task<RemoteAnswer> AuthoriseAsync(
        string idempotencyKey,
        string reference,
        Money amount,
        string token,
        CancellationToken cancellationToken
    ) =>
        calls.PassAsync(
            "Authorise",
            db,
            () => provider.AuthoriseAsync(idempotencyKey, reference, amount, token, cancellationToken),
            cancellationToken
        );

    public Task<RemoteAnswer> CaptureAsync(
        string idempotencyKey,
        string reference,
        Money amount,
        CancellationToken cancellationToken
    ) =>
        calls.PassAsync(
            "Capture",
            db,
            () => provider.CaptureAsync(idempotencyKey, reference, amount, cancellationToken),
            cancellationToken
        );

    public Task<RemoteAnswer> VoidAsync(string idempotencyKey, string reference, CancellationToken cancellationToken) =>
        calls.PassAsync(
            "Void",
            db,
            () => provider.VoidAsync(idempotencyKey, reference, cancellationToken),
            cancellationToken
        );

    public Task<RemoteAnswer> RefundAsync(
        string idempotencyKey,
        string reference,
        CancellationToken cancellationToken
    ) =>
        calls.PassAsync(
            "Refund",
            db,
            () => provider.RefundAsync(idempotencyKey, reference, cancellationToken),
            cancellationToken
        );
}
