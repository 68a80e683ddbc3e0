namespace EventDriven.Persistence.Tests.Application;

public sealed record StartOrder(Guid OrderId);

public sealed record ChangeOrder(Guid OrderId);

public sealed record FinishOrder(Guid OrderId);

public sealed record LookAtOrder(Guid OrderId);

public sealed record OrderStarted(Guid OrderId);

public sealed record OrderChanged(Guid OrderId, int Change);

public sealed record OrderView(Guid OrderId, int Changes);

public sealed record DoWork(Guid Id);

public sealed record WorkDone(Guid Id);

public sealed record Numbered(Guid Id);

/// <summary>As large as a test makes it.</summary>
public sealed record Parcelled(Guid Id, string Content);

/// <summary>Published, and nobody listens.</summary>
public sealed record NobodyCares(Guid Id);
