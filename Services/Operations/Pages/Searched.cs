namespace EventDriven.Operations.Pages;

/// <summary>What operators look for, as it came in an address.</summary>
internal static class Searched
{
    /// <summary>
    /// Without what is around it; null when nothing is left, or what no name is made of: PostgreSQL takes no NUL.
    /// </summary>
    public static string? Text(string? text) =>
        string.IsNullOrWhiteSpace(text) || text.Contains('\0', StringComparison.Ordinal) ? null : text.Trim();
}
