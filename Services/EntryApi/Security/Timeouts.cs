namespace EventDriven.EntryApi.Security;

/// <summary>How long a request may take, where that is not what the setting <c>RequestTimeout</c> says for all.</summary>
internal static class Timeouts
{
    /// <summary>For endpoints that a client may ask to wait: that much longer.</summary>
    public const string Waiting = "waiting";
}
