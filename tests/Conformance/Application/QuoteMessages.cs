namespace EventDriven.Conformance.Tests.Application;

public sealed record AskQuote(Guid QuoteId);

public sealed record QuoteAnswered(Guid QuoteId, string Answer);

public sealed record AskPrice(Guid QuoteId);

public sealed record PriceTold(Guid QuoteId, string Price);
