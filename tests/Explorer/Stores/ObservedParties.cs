using EventDriven.Contracts;
using EventDriven.Notifications.Domain;
using EventDriven.RemoteParties;
using EventDriven.Steps;
using MimeKit;

namespace EventDriven.Explorer.Stores;

internal sealed class ObservedProvider(Deliveries deliveries, IPaymentProvider provider) : IPaymentProvider
{
    public Task<RemoteAnswer> AuthoriseAsync(
        string idempotencyKey,
        string reference,
        Money amount,
        string token,
        CancellationToken cancellationToken
    ) => deliveries.Call(() => provider.AuthoriseAsync(idempotencyKey, reference, amount, token, cancellationToken));

    public Task<RemoteAnswer> CaptureAsync(
        string idempotencyKey,
        string reference,
        Money amount,
        CancellationToken cancellationToken
    ) => deliveries.Call(() => provider.CaptureAsync(idempotencyKey, reference, amount, cancellationToken));

    public Task<RemoteAnswer> VoidAsync(string idempotencyKey, string reference, CancellationToken cancellationToken) =>
        deliveries.Call(() => provider.VoidAsync(idempotencyKey, reference, cancellationToken));

    public Task<RemoteAnswer> RefundAsync(
        string idempotencyKey,
        string reference,
        CancellationToken cancellationToken
    ) => deliveries.Call(() => provider.RefundAsync(idempotencyKey, reference, cancellationToken));
}

internal sealed class ObservedCarrier(Deliveries deliveries, ICarrier carrier) : ICarrier
{
    public Task<RemoteAnswer> BookAsync(
        string idempotencyKey,
        string reference,
        PostalAddress shipTo,
        CancellationToken cancellationToken
    ) => deliveries.Call(() => carrier.BookAsync(idempotencyKey, reference, shipTo, cancellationToken));

    public Task<RemoteAnswer> CancelAsync(
        string idempotencyKey,
        string reference,
        CancellationToken cancellationToken
    ) => deliveries.Call(() => carrier.CancelAsync(idempotencyKey, reference, cancellationToken));

    public Task<RemoteAnswer> DispatchAsync(
        string idempotencyKey,
        string reference,
        CancellationToken cancellationToken
    ) => deliveries.Call(() => carrier.DispatchAsync(idempotencyKey, reference, cancellationToken));
}

/// <summary>Keeps which end each mail tells.</summary>
internal sealed class ObservedMail(Deliveries deliveries) : IEmailSender
{
    public List<string> Ends { get; } = [];

    public Task Send(Guid orderId, MimeMessage email, CancellationToken cancellationToken) =>
        deliveries.Call(() =>
        {
            Ends.Add(deliveries.Running!.Message.Body.GetType().Name);
            return Task.FromResult(true);
        });
}
