namespace EventDriven.Contracts.Tests;

/// <summary>
/// The lines in which two texts differ, each under the heading (the last line without an indent) that it stands in.
/// </summary>
internal static class TextDifference
{
    public static IEnumerable<string> Between(string before, string now)
    {
        var (old, current) = (Keyed(before), Keyed(now));
        var gone = old.Except(current).Select(line => (line, sign: '-'));
        var come = current.Except(old).Select(line => (line, sign: '+'));
        return gone.Concat(come)
            .OrderBy(change => change.line.Heading, StringComparer.Ordinal)
            .Select(change => $"{change.sign} {change.line.Heading}: {change.line.Text.Trim()}");
    }

    private static List<(string Heading, string Text)> Keyed(string text)
    {
        var heading = "";
        var lines = new List<(string, string)>();
        foreach (var line in text.Split('\n').Where(line => line.Length > 0))
        {
            if (!line.StartsWith(' '))
                heading = line;
            lines.Add((heading, line));
        }

        return lines;
    }
}
