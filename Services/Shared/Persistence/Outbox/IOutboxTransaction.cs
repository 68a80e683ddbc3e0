namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// A payload of a message that is consumed behind the outbox: the context that the outbox saves and commits.
/// </summary>
internal interface IOutboxTransaction
{
    DbContext DbContext { get; }
}
