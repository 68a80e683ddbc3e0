using System.Linq.Expressions;
using MassTransit;

namespace EventDriven.Conformance.Tests.Application;

/// <summary>A saga without a state machine: a class that handles its messages itself.</summary>
public sealed class Account
    : ISaga,
        InitiatedBy<OpenAccount>,
        Orchestrates<DebitAccount>,
        Observes<ChangeOrdersOfNumber, Account>
{
    public Guid CorrelationId { get; set; }

    public string? Number { get; set; }

    public int Debits { get; set; }

    public int Changes { get; set; }

    Expression<Func<Account, ChangeOrdersOfNumber, bool>> Observes<
        ChangeOrdersOfNumber,
        Account
    >.CorrelationExpression => (account, message) => account.Number == message.Number;

    public Task Consume(ConsumeContext<OpenAccount> context)
    {
        Number = context.Message.Number;
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<DebitAccount> context)
    {
        Debits++;
        return context.Publish(new WorkDone(CorrelationId, "debited"));
    }

    public Task Consume(ConsumeContext<ChangeOrdersOfNumber> context)
    {
        Changes++;
        return Task.CompletedTask;
    }
}
