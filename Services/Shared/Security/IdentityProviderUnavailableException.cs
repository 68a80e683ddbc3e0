namespace EventDriven.Security;

/// <summary>The identity provider's keys cannot be had for now: whether a token is valid is not known.</summary>
public sealed class IdentityProviderUnavailableException(Exception cause)
    : Exception("The identity provider's keys cannot be had.", cause);
