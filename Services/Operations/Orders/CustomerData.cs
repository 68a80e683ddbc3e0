using MassTransit;

namespace EventDriven.Operations.Orders;

/// <summary>
/// Requests the customer's personal data, which the console does not store, from the entry API. Each request is
/// recorded with its reason before the data are shown.
/// </summary>
public sealed class CustomerData(
    OperationsDbContext db,
    IRequestClient<GetCustomerDetails> entryApi,
    IBusControl bus,
    TimeProvider time,
    ILogger<CustomerData> logger
)
{
    public const string Action = "ShowCustomerData";

    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    /// <summary>No details: the outcome is the reason in a sentence.</summary>
    public async Task<(CustomerDetails? Details, string Outcome)> AskAsync(
        Guid orderId,
        string operatorId,
        string reason,
        CancellationToken cancel
    )
    {
        var (details, outcome) = await AnswerAsync(orderId, cancel);
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
        await db.SaveChangesAsync(cancel);
        return (details, outcome);
    }

    private async Task<(CustomerDetails? Details, string Outcome)> AnswerAsync(Guid orderId, CancellationToken cancel)
    {
        // A request that cannot be sent would wait for the broker beyond its timeout.
        if (bus.CheckHealth().Status == BusHealthStatus.Unhealthy)
            return (
                null,
                "Not shown: the broker does not answer, so the entry API could not be reached. Try again later."
            );

        try
        {
            var question = entryApi.GetResponse<CustomerDetails, CustomerDetailsUnknown>(
                new GetCustomerDetails { OrderId = orderId },
                cancel
            );
            var answer = await question.WaitAsync(AnswerWithin + TimeSpan.FromSeconds(1), cancel);
            return answer.Is(out Response<CustomerDetails>? found)
                ? (found.Message, "Shown.")
                : (null, "Not shown: the entry API does not know this order.");
        }
        catch (Exception exception)
            when (!cancel.IsCancellationRequested
                && exception is RequestException or ConnectionException or TimeoutException
            )
        {
            logger.LogWarning("The entry API did not answer: {Reason}", exception.Message);
            return (null, "Not shown: the entry API did not answer. Try again.");
        }
    }
}
