namespace EventDriven.Explorer.Search;

/// <summary>One step of a schedule. As text: the kind and the label of its message.</summary>
internal readonly record struct Move(MoveKind Kind, string Target)
{
    public override string ToString() => Target.Length == 0 ? $"{Kind}" : $"{Kind} {Target}";

    public static Move Parse(string line)
    {
        var words = line.Split(' ', 2, StringSplitOptions.TrimEntries);
        return Enum.TryParse<MoveKind>(words[0], out var kind)
            ? new Move(kind, words.ElementAtOrDefault(1) ?? "")
            : throw new FormatException($"'{line}' is no move: {string.Join(", ", Enum.GetNames<MoveKind>())} are.");
    }
}
