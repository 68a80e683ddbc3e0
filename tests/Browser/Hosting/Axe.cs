using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace EventDriven.Browser.Tests.Hosting;

/// <summary>axe-core: the accessibility rules of WCAG 2.2 up to AA, and its own best practices.</summary>
internal static class Axe
{
    private static readonly AxeRunOptions Violations = new() { ResultTypes = [ResultType.Violations] };

    /// <summary>The violations of a page as it is now, each as a sentence with the elements.</summary>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(IPage page) =>
        [
            .. (await page.RunAxe(Violations)).Violations.Select(violation =>
                $"{violation.Id}: {violation.Help}: "
                + string.Join(' ', violation.Nodes.Take(3).Select(node => node.Html))
            ),
        ];
}
