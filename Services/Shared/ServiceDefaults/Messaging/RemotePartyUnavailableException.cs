namespace EventDriven.ServiceDefaults;

/// <summary>
/// The remote party did not answer, and may have acted. Transient: retry under the same key.
/// </summary>
public sealed class RemotePartyUnavailableException(string message, Exception? cause = null)
    : Exception(message, cause);
