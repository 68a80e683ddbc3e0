namespace EventDriven.ServiceDefaults.RemoteSteps;

/// <summary>
/// The remote party did not answer this time; nothing is known of what it did. Worth asking again under the same key.
/// </summary>
/// <param name="message">What happened.</param>
public sealed class RemotePartyUnavailableException(string message) : Exception(message);
