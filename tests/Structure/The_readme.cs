using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace EventDriven.Structure.Tests;

public sealed partial class The_readme
{
    private static readonly string Text = Sources.Read("README.md");

    [Fact]
    public void Names_only_files_and_folders_that_are_there()
    {
        var named = NamedPath().Matches(Text).Select(match => match.Groups[1].Value).Distinct().ToList();

        named.Count.ShouldBeGreaterThan(10);
        var added = Sources.Read("tests/AddAStep/fraud-check.patch");
        named
            .Where(path => !Sources.Exists(path) && !added.Contains($"+++ b/{path}", StringComparison.Ordinal))
            .ShouldBeEmpty("the README sends its reader to places that exist, or that its example adds");
    }

    [GeneratedRegex(@"(?<![\w/.-])((?:Contracts|Sagas|Services|deploy|docs|tests)/[\w./-]*\w)")]
    private static partial Regex NamedPath();
}
