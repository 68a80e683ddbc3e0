namespace EventDriven.Load.Auditing;

/// <summary>
/// What an audit found wrong, alike things counted together, so that a thousand wrong orders are one line with an
/// example.
/// </summary>
internal sealed class Findings
{
    private readonly SortedDictionary<string, (int Count, string Example)> _found = new(StringComparer.Ordinal);

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsEmpty => _found.Count == 0;

    /// <summary>One line for each sort of thing that is wrong.</summary>
    public IReadOnlyList<string> Lines =>
        [
            .. _found.Select(one =>
                one.Value.Count == 1
                    ? $"{one.Key}: {one.Value.Example}"
                    : $"{one.Key} ({one.Value.Count} times), such as: {one.Value.Example}"
            ),
        ];

    /// <summary>Notes something when it is wrong.</summary>
    /// <param name="right">Whether it is as it must be.</param>
    /// <param name="what">What sort of thing.</param>
    /// <param name="example">This one.</param>
    public void Expect(bool right, string what, FormattableString example)
    {
        if (right)
            return;

        _found[what] = _found.TryGetValue(what, out var known)
            ? (known.Count + 1, known.Example)
            : (1, FormattableString.Invariant(example));
    }
}
