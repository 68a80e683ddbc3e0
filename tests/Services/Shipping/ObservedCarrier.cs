using EventDriven.Contracts;
using EventDriven.RemoteParties;
using EventDriven.Services.Tests.RemoteSteps;
using EventDriven.Shipping;
using EventDriven.Steps;

namespace EventDriven.Services.Tests.Shipping;

/// <summary>The carrier at the other end of <see cref="RemoteCalls" />.</summary>
internal sealed class ObservedCarrier(ICarrier carrier, ShippingDbContext db, RemoteCalls calls) : ICarrier
{
    public Task<RemoteAnswer> BookAsync(
        string idempotencyKey,
        string reference,
        PostalAddress shipTo,
        CancellationToken cancellationToken
    ) =>
        calls.PassAsync(
            "Book",
            db,
            () => carrier.BookAsync(idempotencyKey, reference, shipTo, cancellationToken),
            cancellationToken
        );

    public Task<RemoteAnswer> CancelAsync(
        string idempotencyKey,
        string reference,
        CancellationToken cancellationToken
    ) =>
        calls.PassAsync(
            "Cancel",
            db,
            () => carrier.CancelAsync(idempotencyKey, reference, cancellationToken),
            cancellationToken
        );

    public Task<RemoteAnswer> DispatchAsync(
        string idempotencyKey,
        string reference,
        CancellationToken cancellationToken
    ) =>
        calls.PassAsync(
            "Dispatch",
            db,
            () => carrier.DispatchAsync(idempotencyKey, reference, cancellationToken),
            cancellationToken
        );
}
