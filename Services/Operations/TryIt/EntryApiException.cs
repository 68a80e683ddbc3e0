namespace EventDriven.Operations.TryIt;

/// <summary>The entry API refused an order; the message is a sentence for the operator.</summary>
public sealed class EntryApiException(string message) : Exception(message);
