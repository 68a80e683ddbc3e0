namespace EventDriven.Operations.Pages;

internal static class Searched
{
    /// <summary>Trimmed; null when empty or with a NUL, which PostgreSQL does not store.</summary>
    public static string? Text(string? text) =>
        string.IsNullOrWhiteSpace(text) || text.Contains('\0') ? null : text.Trim();
}
