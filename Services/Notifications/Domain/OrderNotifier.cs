using EventDriven.ServiceDefaults;
using EventDriven.Steps;

namespace EventDriven.Notifications.Domain;

/// <summary>
/// Sends one mail for each order. SMTP has no idempotency keys, so a lease lets one copy of a message send at a time.
/// A process that is killed between the sending and its record sends the mail again. Both copies have the same
/// Message-ID, by which mail servers and programs can drop the second.
/// </summary>
public sealed class OrderNotifier(
    RemoteSteps<NotificationsDbContext> steps,
    IEmailSender sender,
    MailSettings settings,
    ILogger<OrderNotifier> logger
)
{
    public const string Step = "SendMail";

    public const string Sent = "Sent";

    /// <summary>The address is invalid, or the mail server refuses it permanently.</summary>
    public const string Undeliverable = "Undeliverable";

    // The time limit of a mail, and time to record the result; a folder takes no time.
    private readonly TimeSpan _lease =
        (settings.Host is null ? TimeSpan.Zero : settings.Timeout) + TimeSpan.FromSeconds(10);

    public Task Deliver(OrderEmail email, CancellationToken cancellationToken) =>
        steps.PerformAsync(StepFor(email), cancellationToken);

    internal RemoteStep StepFor(OrderEmail email) =>
        new()
        {
            OrderId = email.OrderId,
            Name = Step,
            Request = email.Ending,
            Lease = _lease,
            Call = (step, cancel) => Send(email, step.ReadRequest<string>(), cancel),
        };

    private async Task<StepOutcome> Send(OrderEmail email, string ending, CancellationToken cancellationToken)
    {
        if (ending != email.Ending)
            throw new InvalidOperationException(
                $"Order {email.OrderId} has a mail in progress that says {ending}. A second one would say "
                    + $"{email.Ending}, and an order has one end."
            );
        if (!EmailAddress.IsValid(email.Email))
        {
            logger.LogWarning(
                "Order {OrderId}: no mail was sent, because the order has no valid e-mail address.",
                email.OrderId
            );
            return StepOutcome.Unanswered(Undeliverable);
        }

        try
        {
            await sender.Send(email.OrderId, email.ToMime(settings.From), cancellationToken);
            logger.LogInformation(
                "Order {OrderId}: a mail told the customer that the order is {Ending}.",
                email.OrderId,
                email.Ending
            );
            return StepOutcome.Unanswered(Sent);
        }
        catch (UndeliverableMailException refusal)
        {
            logger.LogWarning(
                refusal,
                "Order {OrderId}: no mail was sent, because the mail server refused the recipient.",
                email.OrderId
            );
            return StepOutcome.Unanswered(Undeliverable);
        }
    }
}
