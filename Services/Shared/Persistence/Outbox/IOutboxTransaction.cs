using Microsoft.EntityFrameworkCore;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// Carried by a message that is consumed behind the outbox: the context whose transaction the outbox saves and commits.
/// </summary>
internal interface IOutboxTransaction
{
    DbContext DbContext { get; }
}
