namespace EventDriven.Conformance.Tests.Application;

public sealed record StartOrder(Guid OrderId, string? Number = null);

public sealed record ChangeOrder(Guid OrderId);

public sealed record ChangeOrdersOfNumber(string Number);

public sealed record CloseOrder(Guid OrderId);

public sealed record LookAtOrder(Guid OrderId);

public sealed record OrderStarted(Guid OrderId);

public sealed record OrderChanged(Guid OrderId, int Change);

public sealed record OrderMissing(Guid OrderId);

public sealed record OrderView(Guid OrderId, int Changes, int Entries);

public sealed record DoWork(Guid Id);

public sealed record WorkDone(Guid Id, string? What = null);
