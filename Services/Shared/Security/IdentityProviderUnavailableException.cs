namespace EventDriven.Security;

/// <summary>The identity provider's keys are unavailable, so a token cannot be validated.</summary>
public sealed class IdentityProviderUnavailableException(Exception cause)
    : Exception("The identity provider's keys cannot be had.", cause);
