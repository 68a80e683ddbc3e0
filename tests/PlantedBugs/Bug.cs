using System.Text.RegularExpressions;

namespace EventDriven.PlantedBugs;

/// <summary>A mistake in a copy of the sources that is switched on by its name.</summary>
/// <param name="Name">In kebab case.</param>
/// <param name="Wrong">What is wrong, in one sentence.</param>
/// <param name="Catcher">What fails while the bug is switched on.</param>
internal sealed record Bug(string Name, string Wrong, Catcher Catcher, params Edit[] Edits)
{
    /// <summary>The environment variable with the name of the bug that is switched on.</summary>
    public const string Variable = "EVENTDRIVEN_PLANTED_BUG";

    /// <summary>Plants one edit. An earlier bug in the same place has kept the original text.</summary>
    public string Plant(Edit edit, string text) => edit.Apply(text, $"The bug {Name}", $"PlantedBug.Is(\"{Name}\")");
}

/// <summary>A change of one place.</summary>
/// <param name="Original">Found exactly once in the file. White space of any length is equal.</param>
/// <param name="Planted">Replaces it. PLANTED stands for the condition.</param>
internal sealed record Edit(string File, string Original, string Planted)
{
    private readonly Regex _original = new(
        string.Join(@"\s+", Original.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Regex.Escape))
    );

    /// <exception cref="InvalidOperationException">The original text is not there exactly once.</exception>
    public string Apply(string text, string what, string condition)
    {
        var found = _original.Matches(text);
        if (found is not [var place])
            throw new InvalidOperationException(
                $"{what} must be planted anew in tests/PlantedBugs, because its source has changed. "
                    + $"This text must be in {File} once, and is there {found.Count} times: {Original}"
            );

        var planted = Planted.Replace("PLANTED", condition, StringComparison.Ordinal);
        return text[..place.Index] + planted + text[(place.Index + place.Length)..];
    }
}
