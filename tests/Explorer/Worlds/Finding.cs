namespace EventDriven.Explorer.Worlds;

/// <summary>The product broke its promise.</summary>
internal sealed class Finding(string what, Exception? cause = null) : Exception(what, cause);
