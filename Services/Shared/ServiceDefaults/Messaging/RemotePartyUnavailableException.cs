namespace EventDriven.ServiceDefaults;

/// <summary>
/// The remote party did not answer this time, and whether it has acted is unknown. Transient: retry under the same key.
/// </summary>
public sealed class RemotePartyUnavailableException(string message, Exception? cause = null)
    : Exception(message, cause);
