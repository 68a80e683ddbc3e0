namespace EventDriven.Operations.TryIt;

/// <summary>The entry API did not take an order.</summary>
/// <param name="message">Why, and what to do, in a sentence for the operator.</param>
public sealed class EntryApiException(string message) : Exception(message);
