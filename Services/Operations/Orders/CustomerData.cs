using EventDriven.Contracts.Orders;
using EventDriven.Operations.Domain;
using MassTransit;

namespace EventDriven.Operations.Orders;

/// <summary>
/// The customer's personal data, which the console does not keep: asked of the entry API for an operator who says why,
/// and shown once. Each asking is kept with the operators' actions, whatever the answer, before it is shown.
/// </summary>
public sealed class CustomerData(
    OperationsDbContext db,
    IRequestClient<GetCustomerDetails> entryApi,
    IBusControl bus,
    TimeProvider time,
    ILogger<CustomerData> logger
)
{
    /// <summary>What the asking is called among the operators' actions.</summary>
    public const string Action = "ShowCustomerData";

    /// <summary>How long the entry API has to answer.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    /// <summary>Asks for them.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="operatorId">Who asks.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">The operator has gone.</param>
    /// <returns>The data; or null, with the reason in a sentence.</returns>
    public async Task<(CustomerDetails? Details, string Outcome)> AskAsync(
        Guid orderId,
        string operatorId,
        string reason,
        CancellationToken cancellationToken
    )
    {
        var (details, outcome) = await AnswerAsync(orderId, cancellationToken);
        db.OperatorActions.Add(
            new OperatorAction
            {
                Id = Guid.CreateVersion7(),
                At = time.GetUtcNow(),
                Operator = operatorId,
                Action = Action,
                OrderId = orderId,
                Reason = reason,
                Outcome = outcome,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        return (details, outcome);
    }

    private async Task<(CustomerDetails? Details, string Outcome)> AnswerAsync(
        Guid orderId,
        CancellationToken cancellationToken
    )
    {
        // A request that cannot be sent waits for the broker, past its own timeout: none is begun while it is away.
        if (bus.CheckHealth().Status == BusHealthStatus.Unhealthy)
            return (
                null,
                "Not shown: the broker is away, so the entry API could not be asked. Try again when it is back."
            );

        try
        {
            var question = entryApi.GetResponse<CustomerDetails, CustomerDetailsUnknown>(
                new GetCustomerDetails { OrderId = orderId },
                cancellationToken
            );
            var answer = await question.WaitAsync(AnswerWithin + TimeSpan.FromSeconds(1), cancellationToken);
            return answer.Is(out Response<CustomerDetails>? found)
                ? (found.Message, "Shown.")
                : (null, "Not shown: the entry API knows no such order, so it was submitted by something else.");
        }
        catch (Exception exception)
            when (!cancellationToken.IsCancellationRequested
                && exception is RequestException or ConnectionException or TimeoutException
            )
        {
            logger.LogWarning("The entry API did not answer: {Reason}", exception.Message);
            return (null, "Not shown: the entry API did not answer. It may be away: try again.");
        }
    }
}
