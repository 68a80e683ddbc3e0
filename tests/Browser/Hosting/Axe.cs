using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace EventDriven.Browser.Tests.Hosting;

/// <summary>
/// axe-core: the accessibility rules of WCAG 2.2 up to AA, and its own best practices. A page gets the script once, and
/// runs it within itself: it has no frames.
/// </summary>
internal static class Axe
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>The rules that a colour can break.</summary>
    private static readonly string[] OfColours = ["color-contrast", "link-in-text-block"];

    /// <summary>The violations of a page as it is now, each as a sentence with the elements.</summary>
    /// <param name="page">The page.</param>
    /// <param name="coloursAlone">Whether nothing but colours has changed since the page was last looked at.</param>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(IPage page, bool coloursAlone = false)
    {
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
            await page.EvaluateAsync(Script);
        return await page.EvaluateAsync<string[]>(
            """
            async rules => {
              if (frames.length)
                throw new Error('The page has frames, and axe looks into none.');
              const which = rules ? { runOnly: rules } : {};
              const { violations } = await axe.run(document, { resultTypes: ['violations'], ...which });
              return violations.map(({ id, help, nodes }) =>
                `${id}: ${help}: ${nodes.slice(0, 3).map(node => node.html).join(' ')}`);
            }
            """,
            coloursAlone ? OfColours : null
        );
    }
}
