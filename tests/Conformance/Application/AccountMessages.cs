using MassTransit;

namespace EventDriven.Conformance.Tests.Application;

public sealed record OpenAccount(Guid CorrelationId, string? Number = null) : CorrelatedBy<Guid>;

public sealed record DebitAccount(Guid CorrelationId) : CorrelatedBy<Guid>;
